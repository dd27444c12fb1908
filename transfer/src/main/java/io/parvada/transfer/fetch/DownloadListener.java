package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;

/**
 * Told of a download's progress, one call after the other, from its lanes' threads; returns quickly, throws nothing and
 * does not call back into the download.
 */
public interface DownloadListener {

    /** After each piece; provenBytes only grows, what was proven before the download included. */
    default void progress(long provenBytes, long totalBytes) {}

    /** A holder has given a piece that nobody gave before. */
    default void proven(String holder, int bytes) {}

    /** A holder has given a piece that does not prove; it is given up next. */
    default void wrong(String holder, int piece) {}

    /** A holder that was searched for takes part; also one that was given up before. */
    default void holderJoined(String holder) {}

    /** A holder was given up for this file; {@link PeerException#wrongBytes} when it served wrong bytes or hashes. */
    default void holderLost(String holder, PeerException why) {}

    /** A holder is busy, for example still hashing, or broke off; it will be asked again. */
    default void waiting(String holder, PeerException why) {}
}
