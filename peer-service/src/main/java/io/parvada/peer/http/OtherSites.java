package io.parvada.peer.http;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses what a page of another site makes a browser send: every method but GET and HEAD, and every preflight. A
 * browser tells by Sec-Fetch-Site or Origin; programs send neither. A page whose own name was rebound to this peer's
 * address (DNS rebinding) has an Origin equal to Host, so there Host must also be a name this peer goes by.
 */
final class OtherSites implements HandlerInterceptor {

    private final Supplier<Set<String>> ownHosts;

    /** @param ownHosts hosts of the advertised addresses, in lower case */
    OtherSites(Supplier<Set<String>> ownHosts) {
        this.ownHosts = ownHosts;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String method = request.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            return true;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw refused("a page of another site");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !isOwn(origin, request.getHeader("Host"))) {
            throw refused("the origin " + Printable.of(origin));
        }
        return true;
    }

    private boolean isOwn(String origin, String host) {
        try {
            URI page = URI.create(origin);
            URI here = URI.create(page.getScheme() + "://" + host);
            if (page.getHost() == null || here.getHost() == null) {
                return false;
            }
            String name = here.getHost().toLowerCase(Locale.ROOT);
            return page.getHost().equalsIgnoreCase(name) && port(page) == port(here) && isOwnName(name);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private boolean isOwnName(String name) {
        boolean literal = name.startsWith("[") || name.matches("[0-9.]+");
        return literal || name.equals("localhost") || ownHosts.get().contains(name);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static PeerException refused(String whose) {
        return new PeerException(Reason.FORBIDDEN, "writes from " + whose + " are refused");
    }
}
