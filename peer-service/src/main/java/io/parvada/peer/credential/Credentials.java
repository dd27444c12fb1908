package io.parvada.peer.credential;

import java.time.Instant;

/** Judges credentials by who may issue them here: the cluster's secret, or a directory. Thread-safe. */
interface Credentials {

    /**
     * What the credential grants, if its issuer is trusted and its time has come and not passed. Whether the caller holds
     * the key it is bound to is for the proof to say.
     *
     * @throws io.parvada.transfer.error.PeerException UNAUTHENTICATED with the sentence why not; BUSY where what would
     *     prove it cannot be had just now
     */
    Verified check(String credential, Instant now);
}
