package io.parvada.peer.summary;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What goes into a filter, as 64-bit hashes: each run of three code points of a folded name, and roots. Part of the
 * protocol: the asker's hashes have to be the neighbour's.
 */
final class Trigrams {

    private static final int CODE_POINT_BITS = 21;

    private Trigrams() {}

    /** Of all trigrams of a folded name; one twice is told twice. */
    static void of(String folded, LongConsumer each) {
        long last = 0;
        int seen = 0;
        for (int i = 0; i < folded.length(); ) {
            int c = folded.codePointAt(i);
            i += Character.charCount(c);
            last = ((last << CODE_POINT_BITS) | c) & (1L << 3 * CODE_POINT_BITS) - 1;
            if (++seen >= 3) {
                each.accept(mixed(last));
            }
        }
    }

    static long of(Sha256 root) {
        return mixed(ByteBuffer.wrap(root.toBytes()).getLong());
    }

    /** Hashes each of which stands for a trigram of every name that matches; empty where there is none. */
    static List<Long> of(NameQuery query) {
        List<Long> hashes = new ArrayList<>();
        query.runs().forEach(run -> of(run, hashes::add));
        return hashes;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mixed(long x) {
        long z = x + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
