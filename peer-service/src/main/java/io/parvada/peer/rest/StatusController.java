package io.parvada.peer.rest;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.Access;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.Self;
import io.parvada.peer.membership.SummaryVersions;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.summary.ToldSummaries;
import io.parvada.peer.transfers.Permits;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class StatusController {

    record Status(
            Peer peer,
            String version,
            Instant startedAt,
            long uptimeSeconds,
            Access access,
            Files files,
            Peers peers,
            Transfers transfers,
            Long summaryVersion,
            Long neighboursVersion) {}

    record Files(long count, long bytes, Catalog.Indexing indexing) {}

    record Peers(int alive, int suspect, int dead) {}

    record Transfers(int active) {}

    /** What is the same from start to stop. */
    record Build(String version, Instant startedAt, Clock clock) {}

    private final Self self;
    private final PeerConfig config;
    private final Catalog catalog;
    private final Overlay overlay;
    private final Permits permits;
    private final Build build;
    private final ToldSummaries summaries;

    StatusController(
            Self self,
            PeerConfig config,
            Catalog catalog,
            Overlay overlay,
            Permits permits,
            Build build,
            ToldSummaries summaries) {
        this.self = self;
        this.config = config;
        this.catalog = catalog;
        this.overlay = overlay;
        this.permits = permits;
        this.build = build;
        this.summaries = summaries;
    }

    @GetMapping("/status")
    @Operation(summary = "This peer: who it is, what it shares, whom it knows")
    Status status() {
        Catalog.Overview shared = catalog.overview();
        Map<PeerState, Integer> counts = overlay.counts();
        SummaryVersions told = summaries.versions();
        return new Status(
                self.peer(),
                build.version(),
                build.startedAt(),
                Duration.between(build.startedAt(), build.clock().instant()).toSeconds(),
                config.access(),
                new Files(shared.totals().count(), shared.totals().bytes(), shared.indexing()),
                new Peers(counts.get(PeerState.ALIVE), counts.get(PeerState.SUSPECT), counts.get(PeerState.DEAD)),
                new Transfers(permits.active()),
                told.own(),
                told.neighbours());
    }
}
