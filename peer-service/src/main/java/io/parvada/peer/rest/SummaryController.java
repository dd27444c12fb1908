package io.parvada.peer.rest;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.summary.Neighbourhood;
import io.parvada.peer.summary.ToldSummaries;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class SummaryController {

    private final ToldSummaries summaries;

    SummaryController(ToldSummaries summaries) {
        this.summaries = summaries;
    }

    @GetMapping("/summary")
    @Operation(summary = "What this peer surely does not share, for neighbours: version, hashes, Bloom filter")
    CompletableFuture<ResponseEntity<byte[]>> own() {
        return summaries.own().thenApply(own -> binary(own.version(), own.toBytes()));
    }

    @GetMapping("/summary/neighbours")
    @Operation(summary = "What this peer's neighbours surely do not share; without the filters that the caller holds")
    ResponseEntity<byte[]> neighbours(
            @RequestParam(name = "for", required = false) String asker, @RequestParam(required = false) String held) {
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
