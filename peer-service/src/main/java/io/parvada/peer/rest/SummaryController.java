package io.parvada.peer.rest;

import io.parvada.peer.http.Callers;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.CallRates;
import io.parvada.peer.summary.Neighbourhood;
import io.parvada.peer.summary.ToldSummaries;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Summaries cost a neighbour's time as its queries do, and count as these. */
@RestController
final class SummaryController {

    private static final String QUERIES = "queries and summaries";

    private final ToldSummaries summaries;
    private final CallRates queryRates;

    SummaryController(ToldSummaries summaries, CallRates queryRates) {
        this.summaries = summaries;
        this.queryRates = queryRates;
    }

    @GetMapping("/summary")
    @Operation(summary = "What this peer surely does not share, for neighbours: version, hashes, Bloom filter")
    CompletableFuture<ResponseEntity<byte[]>> own(HttpServletRequest request) {
        queryRates.take(Callers.address(request), QUERIES);
        return summaries.own().thenApply(own -> binary(own.version(), own.toBytes()));
    }

    @GetMapping("/summary/neighbours")
    @Operation(summary = "What this peer's neighbours surely do not share; without the filters that the caller holds")
    ResponseEntity<byte[]> neighbours(
            @RequestParam(name = "for", required = false) String asker,
            @RequestParam(required = false) String held,
            HttpServletRequest request) {
        queryRates.take(Callers.address(request), QUERIES);
        List<Long> versions = Parameters.wholes("held", held, Neighbourhood.MOST_NEIGHBOURS);
        Neighbourhood told = summaries.neighbours(asker == null ? null : new PeerId(asker), versions);
        return binary(told.version(), told.toBytes());
    }

    private static ResponseEntity<byte[]> binary(long version, byte[] body) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .eTag(Long.toString(version))
                .body(body);
    }
}
