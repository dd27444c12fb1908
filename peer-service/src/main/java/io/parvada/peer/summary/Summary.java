package io.parvada.peer.summary;

import io.parvada.peer.query.Question;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a peer surely does not share: a Bloom filter (Bloom, CACM 1970) over the trigrams of its folded names and over its
 * roots. "No" is certain for the catalog that it was made of, "yes" is not. Bit i of hash h is (low half + i · (high half
 * | 1)) mod bits (Kirsch and Mitzenmacher, 2006). Immutable.
 *
 * <p>Bits = -n ln p / (ln 2)², hashes = bits/n · ln 2: for p = 1 % that is 9.6 bits an element and 7 hashes. Bits are
 * rounded up to a power of two, at most {@link #MOST_BYTES}; with more elements than that is good for (875,000) p rises.
 */
public final class Summary {

    /** 2^23 bits. */
    static final int MOST_BYTES = 1 << 20;

    static final int LEAST_BYTES = 8;
    static final int HASHES = 7;
    static final int MOST_HASHES = 16;

    /** Version, hashes. */
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

    /** Of {@link #toBytes}. */
    public static final int MOST_ENCODED_BYTES = HEADER_BYTES + MOST_BYTES;

    private static final int VERSION_BITS = 52;

    private final long version;
    private final int hashes;
    private final byte[] filter;

    /** Made when it is first asked for; of equal ones either counts. */
    private volatile byte[] encoded;

    /** @param filter not copied: nobody else writes to it any more */
    Summary(int hashes, byte[] filter) {
        this.version = digest(filter);
        this.hashes = hashes;
        this.filter = filter;
    }

    /**
     * What {@link #toBytes} made, by whomever.
     *
     * @throws PeerException INVALID_REQUEST for hashes or a size that nobody has, and for a version that is not this
     *     filter's
     */
    public static Summary parse(byte[] encoded) {
        int bytes = encoded.length - HEADER_BYTES;
        if (bytes < LEAST_BYTES || bytes > MOST_BYTES || Integer.bitCount(bytes) != 1) {
            throw refused("a summary has a power of two from 8 to 1,048,576 bytes, not " + bytes);
        }
        ByteBuffer from = ByteBuffer.wrap(encoded);
        long version = from.getLong();
        int hashes = from.getInt();
        if (hashes < 1 || hashes > MOST_HASHES) {
            throw refused("a summary has 1 to 16 hashes, not " + hashes);
        }
        byte[] filter = new byte[bytes];
        from.get(filter);
        Summary summary = new Summary(hashes, filter);
        if (summary.version != version) {
            throw refused("the version of a summary is the digest of its filter");
        }
        return summary;
    }

    /** Version (8 bytes, big-endian), hashes (4 bytes), filter. The same array each time: nobody writes to it. */
    public byte[] toBytes() {
        byte[] bytes = encoded;
        if (bytes == null) {
            ByteBuffer to = ByteBuffer.allocate(encodedBytes());
            putInto(to);
            bytes = to.array();
            encoded = bytes;
        }
        return bytes;
    }

    /** As {@link #toBytes}, into what has room for it. */
    void putInto(ByteBuffer to) {
        to.putLong(version).putInt(hashes).put(filter);
    }

    /** 0 to 2^52 - 1: a digest of the filter, so that equal versions are equal summaries, also after a restart. */
    public long version() {
        return version;
    }

    /** Of {@link #toBytes}. */
    int encodedBytes() {
        return HEADER_BYTES + filter.length;
    }

    public int sizeBytes() {
        return filter.length;
    }

    /** False only if nothing that this was made of answers the question. True for one that it cannot judge. */
    public boolean mayAnswer(Question question) {
        if (question.partial()) {
            return true; // what is arriving is in no catalog
        }
        List<Long> needed =
                question.name() == null ? List.of(Trigrams.of(question.root())) : Trigrams.of(question.name());
        return needed.stream().allMatch(this::holds);
    }

    private boolean holds(long hash) {
        for (int i = 0; i < hashes; i++) {
            int bit = bit(hash, i, filter.length);
            if ((filter[bit >>> 3] & 1 << (bit & 7)) == 0) {
                return false;
            }
        }
        return true;
    }

    static int bit(long hash, int i, int bytes) {
        int step = (int) (hash >>> 32) | 1;
        return ((int) hash + i * step) & (bytes * 8 - 1);
    }

    /** A version: 52 bits, which every JSON parser keeps. */
    static long digest(byte[] content) {
        return ByteBuffer.wrap(Sha256.of(content).toBytes()).getLong() >>> (Long.SIZE - VERSION_BITS);
    }

    private static PeerException refused(String why) {
        return new PeerException(Reason.INVALID_REQUEST, why);
    }
}
