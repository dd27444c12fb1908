package io.parvada.peer.emulation;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.SummaryVersions;
import io.parvada.peer.summary.Summary;
import io.parvada.peer.summary.ToldSummaries;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** What an emulated peer tells of summaries, truly or not; as it is on the wire. One thread. */
public final class EmulatedSummaries {

    private ToldSummaries told;
    private UnaryOperator<byte[]> lie = UnaryOperator.identity();
    private UnaryOperator<byte[]> lieOfNeighbours = UnaryOperator.identity();
    private boolean oneLevel;

    /** Changes its own summary on its way out. */
    public void lying(UnaryOperator<byte[]> lie) {
        this.lie = lie;
    }

    /** Changes what it tells of its neighbours on its way out. */
    public void lyingOfNeighbours(UnaryOperator<byte[]> lie) {
        this.lieOfNeighbours = lie;
    }

    /** Its status tells nothing of its neighbours, as that of peers from before they were told of. */
    public void oneLevel() {
        oneLevel = true;
    }

    void told(ToldSummaries told) {
        this.told = told;
    }

    SummaryVersions versions() {
        SummaryVersions both = told.versions();
        return oneLevel ? new SummaryVersions(both.own(), null) : both;
    }

    CompletableFuture<byte[]> own() {
        return told.own().thenApply(Summary::toBytes).thenApply(lie);
    }

    CompletableFuture<byte[]> neighbours(PeerId asker, List<Long> held) {
        return CompletableFuture.completedFuture(
                lieOfNeighbours.apply(told.neighbours(asker, held).toBytes()));
    }
}
