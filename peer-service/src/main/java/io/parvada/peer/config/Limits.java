package io.parvada.peer.config;

import org.springframework.util.unit.DataSize;

/**
 * Bounds of this peer; read again when the file changes. Immutable.
 *
 * @param maxFileSize largest file that is taken in; default 1 TB. A staged upload of that size needs as much free disk
 * @param maxTransfers downloads, uploads and echoes at once, 1 to 1,024; default 64. Each holds at most a few buffers of
 *     1 MiB, so 64 are bounded by some hundred MiB where every reader is slow
 * @param maxEcho most bytes of one echo or dummy transfer; default 1 GB. They are generated, never stored
 * @param queryRate queries a second that one address, other than loopback, may send as a peer, 0 to 1,000,000, 0 for no
 *     bound; default 1,000. A neighbour sends one for each search that begins with it or comes through it, so it is the
 *     searches of the network in a second, not of one person. One takes up to about 1 ms of a processor: 1,000 are at
 *     most one of them, k neighbours at most k·1,000, beyond which the bound on running searches answers BUSY
 * @param callerRate calls a second, of whatever kind and from wherever, that one caller may make who has shown a
 *     credential, 0 to 1,000,000, 0 for no bound; default 1,000. Each costs two signatures to check, some 0.3 ms, so
 *     1,000 are a third of a processor
 */
public record Limits(
        DataSize maxFileSize, int maxTransfers, DataSize maxEcho, int queryRate, int callerRate, Rates rates) {

    /**
     * Bytes a second; 0 bytes for no limit.
     *
     * @param send all that others fetch from this peer; one of n running transfers gets 1/n of it. Default none
     * @param receive all that comes in, likewise. Default none
     * @param least what a sender must give on average over half a minute to keep its permit; default 1 KB. 0 cuts only
     *     who gives nothing at all
     * @param hash what is read of the share in the background, for hashes. Default none. A share of S bytes is proven S/hash
     *     seconds after it was seen at the earliest, and until then BUSY to who wants proof
     */
    public record Rates(DataSize send, DataSize receive, DataSize least, DataSize hash) {

        /** Below, a message of 512 KiB would take longer than others wait for a piece. */
        public static final DataSize SLOWEST = DataSize.ofKilobytes(64);
    }

    public static final int MAX_TRANSFERS = 1_024;
    public static final int MAX_QUERY_RATE = 1_000_000;

    public static final Limits DEFAULTS = new Limits(
            DataSize.ofTerabytes(1),
            64,
            DataSize.ofGigabytes(1),
            1_000,
            1_000,
            new Rates(DataSize.ofBytes(0), DataSize.ofBytes(0), DataSize.ofKilobytes(1), DataSize.ofBytes(0)));
}
