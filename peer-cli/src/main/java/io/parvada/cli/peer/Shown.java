package io.parvada.cli.peer;

import io.parvada.transfer.credential.CallSigner;
import java.util.Map;
import java.util.Optional;

/**
 * What the client can show of who it is. The admin token is the asked peer's secret, and goes to it with every call; a
 * credential goes to any peer that asks for one, with a proof that is good for that peer and that call alone.
 */
public final class Shown {

    public static final Shown NOTHING = new Shown(Optional.empty(), Optional.empty());

    private final Optional<String> token;
    private final Optional<CallSigner> signer;

    private Shown(Optional<String> token, Optional<CallSigner> signer) {
        this.token = token;
        this.signer = signer;
    }

    public static Shown token(String adminToken) {
        return new Shown(Optional.of(adminToken), Optional.empty());
    }

    public static Shown credential(CallSigner signer) {
        return new Shown(Optional.empty(), Optional.of(signer));
    }

    /** The asked peer's admin token. */
    public Optional<String> token() {
        return token;
    }

    /** Whether there is something for a peer that asks for a credential. */
    public boolean hasCredential() {
        return signer.isPresent();
    }

    /**
     * The headers of one call, by name; empty without a credential.
     *
     * @param callee the id under which the called peer has answered
     * @param method of HTTP, or GRPC
     * @param target the path as it is sent without its query, or {@code /} and the full method name
     */
    public Map<String, String> headers(String callee, String method, String target) {
        return signer.map(present -> present.headers(callee, method, target)).orElse(Map.of());
    }
}
