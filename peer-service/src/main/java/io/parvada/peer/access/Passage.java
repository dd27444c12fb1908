package io.parvada.peer.access;

import io.parvada.peer.credential.Verified;
import io.parvada.peer.http.Callers;
import io.parvada.peer.http.Problem;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way of every request to its route, through Spring Security: its caller shows who it is, then what it asks for must
 * be granted. Nothing is kept between requests; whoever is refused is told by a problem document. An answer that is made
 * later, or in parts, does not pass here again: a proof is good once.
 */
final class Passage {

    private final Admission admission;
    private final JsonMapper json;

    Passage(Admission admission, JsonMapper json) {
        this.admission = admission;
        this.json = json;
    }

    FilterChainProxy chain() {
        FilterChainProxy chain = new FilterChainProxy(new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE, refusing(), authenticating(), authorizing()));
        chain.setFirewall(new AsItCame());
        return chain;
    }

    private AuthenticationFilter authenticating() {
        AuthenticationFilter filter =
                new AuthenticationFilter(this::authenticated, request -> new Caller(request, null));
        filter.setRequestMatcher(request -> needed(request) != null);
        filter.setSuccessHandler((request, response, caller) -> {});
        filter.setFailureHandler((request, response, e) -> refuse(request, response, e));
        return filter;
    }

    private Authentication authenticated(Authentication shown) {
        HttpServletRequest request = ((Caller) shown).request;
        try {
            Verified verified = admission.authenticate(
                    request.getHeader("Authorization"),
                    request.getHeader(Claims.PROOF_HEADER),
                    request.getMethod(),
                    request.getRequestURI());
            Callers.verified(request, verified);
            return new Caller(request, verified);
        } catch (PeerException e) {
            throw new Refused(e);
        }
    }

    private static AuthorizationFilter authorizing() {
        return new AuthorizationFilter((caller, request) -> {
            Scope needed = needed(request);
            return new AuthorizationDecision(needed == null || ((Caller) caller.get()).verified.allows(needed));
        });
    }

    private ExceptionTranslationFilter refusing() {
        ExceptionTranslationFilter filter = new ExceptionTranslationFilter(
                (request, response, e) -> refuse(request, response, e), new NullRequestCache());
        filter.setAccessDeniedHandler(
                (request, response, e) -> send(Admission.forbidden(needed(request)), request, response));
        return filter;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        PeerException why = e instanceof Refused refused
                ? refused.why
                : new PeerException(Reason.UNAUTHENTICATED, "this peer asks its callers for a credential", e);
        send(why, request, response);
    }

    private void send(PeerException why, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (why.reason() == Reason.UNAUTHENTICATED) {
            response.setHeader("WWW-Authenticate", Claims.PROOF_HEADER + " algs=\"ES256\"");
        }
        Problem.of(why).send(request, response, json);
    }

    /** Null where anyone may ask. */
    private static Scope needed(HttpServletRequest request) {
        return Endpoints.rest(request.getMethod(), request.getRequestURI()).orElse(null);
    }

    private static final class Refused extends AuthenticationException {
        private final transient PeerException why;

        Refused(PeerException why) {
            super(why.detail(), why);
            this.why = why;
        }
    }

    /** A request on its way, with its caller once that is known. */
    private static final class Caller extends AbstractAuthenticationToken {
        private final transient HttpServletRequest request;
        private final transient Verified verified;

        Caller(HttpServletRequest request, Verified verified) {
            super(List.of());
            this.request = request;
            this.verified = verified;
            setAuthenticated(verified != null);
        }

        @Override
        public Object getCredentials() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return verified == null ? "" : verified.identity();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Names of files are judged by their one door, and by Tomcat: Spring's own firewall would refuse good ones. */
    private static final class AsItCame implements HttpFirewall {
        @Override
        public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
            return new FirewalledRequest(request) {
                @Override
                public void reset() {
                    // nothing was changed
                }
            };
        }

        @Override
        public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
            return response;
        }
    }
}
