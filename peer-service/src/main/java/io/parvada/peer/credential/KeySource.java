package io.parvada.peer.credential;

import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the public keys of the directory come from: its own store where this peer is a directory, one of its processes
 * over HTTP where it is not.
 */
public interface KeySource {

    /**
     * All keys that are good now, those of other processes of the same directory included. Blocks for so long at most.
     *
     * @throws io.parvada.transfer.error.PeerException PEER_UNREACHABLE or BUSY when they cannot be had
     */
    KeySet keys(Duration atMost);

    /** Whether keys are looked up where they are kept, as a directory does: then nothing need be remembered of them. */
    default boolean isOwn() {
        return false;
    }

    /** The key of this id. @throws io.parvada.transfer.error.PeerException as {@link #keys} */
    default Optional<ECPublicKey> find(String id) {
        return keys(Duration.ofSeconds(2)).find(id);
    }
}
