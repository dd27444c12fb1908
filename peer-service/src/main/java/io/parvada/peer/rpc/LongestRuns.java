package io.parvada.peer.rpc;

import io.parvada.proto.v1.ByteRange;
import io.parvada.transfer.content.Pieces;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** Pieces as ranges of bytes. Holds no more of them than it gives. Stateless. */
final class LongestRuns {

    /** The pieces first (inclusive) to end (exclusive). */
    private record Run(int first, int end) {
        int length() {
            return end - first;
        }
    }

    // The first is the first to go: the shortest, of those the last.
    private static final Comparator<Run> SHORTEST = Comparator.comparingInt(Run::length)
            .thenComparing(Comparator.comparingInt(Run::first).reversed());

    private LongestRuns() {}

    /** The runs of {@code these} in their order; of more than {@code most} the longest. */
    static List<ByteRange> of(BitSet these, Pieces pieces, int most) {
        PriorityQueue<Run> longest = new PriorityQueue<>(SHORTEST);
        for (int first = these.nextSetBit(0); first >= 0; ) {
            int end = these.nextClearBit(first);
            if (longest.size() < most) {
                longest.add(new Run(first, end));
            } else if (longest.element().length() < end - first) {
                longest.remove();
                longest.add(new Run(first, end));
            }
            first = these.nextSetBit(end);
        }
        Stream<Run> inOrder = longest.stream().sorted(Comparator.comparingInt(Run::first));
        return inOrder.map(run -> range(run, pieces)).toList();
    }

    private static ByteRange range(Run run, Pieces pieces) {
        int last = run.end() - 1;
        long offset = pieces.offset(run.first());
        return ProtoValues.range(offset, pieces.offset(last) + pieces.length(last) - offset);
    }
}
