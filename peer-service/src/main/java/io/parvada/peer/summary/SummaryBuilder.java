package io.parvada.peer.summary;

import io.parvada.transfer.content.Sha256;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Makes one summary in one pass, without knowing how much will come: the largest filter is filled, the number of its
 * elements is told by the bits that are set, and then it is folded, half over half, to the size that they need. Folding
 * loses no element, as positions are taken modulo a power of two. One thread, once.
 */
final class SummaryBuilder {

    /** -ln p / (ln 2)² for p = 1 %. */
    private static final double BITS_AN_ELEMENT = 9.585;

    private final byte[] filter = new byte[Summary.MOST_BYTES];

    /** @param root null where it is not known yet */
    void add(String folded, Sha256 root) {
        Trigrams.of(folded, this::set);
        if (root != null) {
            set(Trigrams.of(root));
        }
    }

    Summary build() {
        double bits = elements() * BITS_AN_ELEMENT;
        int bytes = Summary.MOST_BYTES;
        while (bytes > Summary.LEAST_BYTES && bytes / 2 * 8 >= bits) {
            bytes /= 2;
            for (int i = 0; i < bytes; i++) {
                filter[i] |= filter[i + bytes];
            }
        }
        return new Summary(Summary.HASHES, Arrays.copyOf(filter, bytes));
    }

    /** n = -m/k · ln(1 - X/m), X being the bits that are set (Swamidass and Baldi, 2007). */
    private double elements() {
        double all = Summary.MOST_BYTES * 8.0;
        int set = BitSet.valueOf(filter).cardinality();
        return set == all ? Double.MAX_VALUE : -all / Summary.HASHES * Math.log(1 - set / all);
    }

    private void set(long hash) {
        for (int i = 0; i < Summary.HASHES; i++) {
            int bit = Summary.bit(hash, i, Summary.MOST_BYTES);
            filter[bit >>> 3] |= (byte) (1 << (bit & 7));
        }
    }
}
