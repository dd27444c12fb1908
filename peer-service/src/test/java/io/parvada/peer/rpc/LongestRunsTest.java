package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.parvada.proto.v1.ByteRange;
import io.parvada.transfer.content.Pieces;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongestRunsTest {

    private static final long MIB = Pieces.PIECE_BYTES;

    @Test
    void theRunsComeInTheirOrderAndTheLastOneEndsWithTheFile() {
        BitSet set = pieces(0, 2);
        set.set(5, 7);
        assertThat(LongestRuns.of(set, new Pieces(6 * MIB + 5), 10))
                .containsExactly(ProtoValues.range(0, 2 * MIB), ProtoValues.range(5 * MIB, MIB + 5));
        assertThat(LongestRuns.of(new BitSet(), new Pieces(6 * MIB), 10)).isEmpty();
    }

    @Test
    void ofMoreThanAllowedTheLongestAreGivenAndOfEqualOnesTheFirst() {
        BitSet set = pieces(0, 1);
        set.set(2, 4);
        set.set(6, 7);
        set.set(8, 11);
        set.set(12, 14);
        assertThat(LongestRuns.of(set, new Pieces(100 * MIB), 2))
                .containsExactly(ProtoValues.range(2 * MIB, 2 * MIB), ProtoValues.range(8 * MIB, 3 * MIB));
    }

    @Test
    void aVeryScatteredFileCostsNoMoreThanWhatIsAnswered() {
        int count = 4_000_000;
        BitSet everySecond = new BitSet(count);
        for (int piece = 0; piece < count; piece += 2) {
            everySecond.set(piece);
        }
        Pieces pieces = new Pieces(count * MIB);
        LongestRuns.of(everySecond, pieces, 4_096);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        List<ByteRange> ranges = LongestRuns.of(everySecond, pieces, 4_096);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 * MIB);
        assertThat(ranges).hasSize(4_096);
    }

    private static BitSet pieces(int first, int end) {
        BitSet pieces = new BitSet();
        pieces.set(first, end);
        return pieces;
    }
}
