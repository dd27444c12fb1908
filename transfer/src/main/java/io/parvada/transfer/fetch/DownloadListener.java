package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;

/** Told of a download's progress; called from its threads, returns quickly, throws nothing. */
public interface DownloadListener {

    /** After each piece. */
    default void progress(long provenBytes, long totalBytes) {}

    /** A holder was given up for this file. */
    default void holderLost(String holder, PeerException why) {}

    /** A holder answered BUSY, for example as it is still hashing; it will be asked again. */
    default void waiting(String holder, PeerException why) {}
}
