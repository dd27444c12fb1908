package io.parvada.peer.credential;

import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.error.PeerException;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The one place where a caller is let in, over REST and gRPC alike, where access is not open: it shows a credential and
 * proves the key of it ({@code Authorization: DPoP …} and {@code DPoP: …}), or this peer's own admin token
 * ({@code Authorization: Bearer …}). Thread-safe.
 */
public final class Gate {

    private static final String BEARER = "Bearer ";
    private static final String BOUND = Claims.PROOF_HEADER + " ";

    private final Credentials credentials;
    private final CallProofs proofs;
    private final Predicate<String> adminToken;
    private final Clock clock;

    /** @param adminToken whether a text is this peer's admin token, in constant time */
    Gate(Credentials credentials, CallProofs proofs, Predicate<String> adminToken, Clock clock) {
        this.credentials = credentials;
        this.proofs = proofs;
        this.adminToken = adminToken;
        this.clock = clock;
    }

    /** Of a directory itself, by its own keys; the admin token opens nothing there. @param keys by key id */
    public static Gate ofDirectory(Function<String, Optional<ECPublicKey>> keys, CallProofs proofs, Clock clock) {
        return new Gate(new DirectoryCredentials(keys), proofs, token -> false, clock);
    }

    /**
     * Who calls. Whether it may is for {@link Verified#allows} to say.
     *
     * @param authorization the header, null when there was none; likewise {@code proof}
     * @param method of HTTP, or {@link Claims#GRPC}; {@code target} as {@link CallProofs#check} has it
     * @throws PeerException UNAUTHENTICATED with the sentence why not; RATE_LIMITED; BUSY
     */
    public Verified admit(String authorization, String proof, String method, String target) {
        if (authorization == null || authorization.isEmpty()) {
            throw CredentialText.refused("this peer asks its callers for a credential: log in, or use the cluster's"
                    + " secret or the admin token");
        }
        if (hasScheme(authorization, BEARER)) {
            return admin(authorization.substring(BEARER.length()).strip());
        }
        if (!hasScheme(authorization, BOUND)) {
            throw CredentialText.refused(
                    "the header Authorization is DPoP with a credential, or Bearer with the admin" + " token");
        }
        String credential = authorization.substring(BOUND.length()).strip();
        Verified verified = credentials.check(credential, clock.instant());
        requireKey(verified, proofs.check(proof, method, target, credential));
        return verified;
    }

    private Verified admin(String token) {
        if (adminToken.test(token)) {
            return Verified.admin();
        }
        throw CredentialText.refused(
                "the token shown is not this peer's admin token; a credential is shown as DPoP," + " with a proof");
    }

    private static void requireKey(Verified verified, CallProofs.Prover prover) {
        if (!verified.grant().thumbprint().equals(prover.thumbprint())) {
            throw CredentialText.refused("the credential is bound to another key than the caller's");
        }
        if (verified.peer().isPresent() && !verified.peer().get().equals(prover.peer())) {
            throw CredentialText.refused("the credential names a peer that has another key than the caller's");
        }
    }

    private static boolean hasScheme(String authorization, String scheme) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
