package io.parvada.peer.credential;

import java.time.Duration;

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
}
