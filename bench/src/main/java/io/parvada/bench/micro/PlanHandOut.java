package io.parvada.bench.micro;

import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.plan.DownloadPlan;
import java.util.BitSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to plan a download of 2 GiB, first piece to last. */
@State(Scope.Thread)
public class PlanHandOut {

    private static final Pieces PIECES = new Pieces(2L << 30);

    @Param({"1", "16"})
    public int lanes;

    @Benchmark
    public long plan() {
        DownloadPlan plan = new DownloadPlan(PIECES, new BitSet(), true, lanes);
        for (int lane = 0; !plan.complete(); lane = (lane + 1) % lanes) {
            if (plan.next(lane, 0) instanceof DownloadPlan.Run run) {
                for (int piece = run.first(); piece < run.end(); piece++) {
                    plan.proven(lane, piece, 0);
                }
            }
            plan.release(lane);
        }
        return plan.provenBytes();
    }
}
