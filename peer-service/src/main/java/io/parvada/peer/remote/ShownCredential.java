package io.parvada.peer.remote;

import io.parvada.peer.access.Endpoints;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.PortReach;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.error.PeerException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * This peer's credential, shown to whoever answers at an address, with a proof that is good there alone: so it is asked
 * for its id first, where it has not said within the last minute. Thread-safe; never blocks.
 */
final class ShownCredential implements HttpOut.Shown {

    private static final String ASKED = "/actuator/health/liveness";

    private final CallSigner signer;
    private final HttpOut plain;
    private final Proven proven;

    /** @param plain shows nothing */
    ShownCredential(CallSigner signer, HttpOut plain, Proven proven) {
        this.signer = signer;
        this.plain = plain;
        this.proven = proven;
    }

    @Override
    public CompletableFuture<Map<String, String>> headers(
            PeerUrl target, String method, String path, Duration timeout) {
        if (Endpoints.rest(method, path).isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return whoIsAt(target, timeout, plain, proven)
                .thenApply(callee -> signer.headers(callee.value(), method, path));
    }

    @Override
    public void answered(PeerUrl target, String peerId) {
        if (proven.at(target).filter(known -> !known.value().equals(peerId)).isPresent()) {
            proven.forget(target);
        }
    }

    /**
     * Who answers there, asked by what anyone may ask, unless it has said so within the last minute. Only its word for it:
     * a liar can have no more than one call of this peer passed on.
     */
    static CompletableFuture<PeerId> whoIsAt(PeerUrl target, Duration timeout, HttpOut plain, Proven proven) {
        return proven.at(target)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> plain.send(target, ASKED, null, timeout).thenApply(answer -> {
                    try {
                        PeerId id = new PeerId(answer.peerId());
                        proven.answered(target, id);
                        return id;
                    } catch (PeerException none) {
                        throw DialFailure.after(PortReach.NOT_A_PEER, target + " answered, but not as a peer does");
                    }
                }));
    }
}
