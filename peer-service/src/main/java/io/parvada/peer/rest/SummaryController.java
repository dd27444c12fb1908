package io.parvada.peer.rest;

import io.parvada.peer.summary.OwnSummary;
import io.parvada.peer.summary.Summary;
import io.swagger.v3.oas.annotations.Operation;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class SummaryController {

    private final OwnSummary summary;

    SummaryController(OwnSummary summary) {
        this.summary = summary;
    }

    @GetMapping("/summary")
    @Operation(summary = "What this peer surely does not share, for neighbours: version, hashes, Bloom filter")
    CompletableFuture<ResponseEntity<byte[]>> summary() {
        return summary.latest().thenApply(SummaryController::binary);
    }

    private static ResponseEntity<byte[]> binary(Summary latest) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .eTag(Long.toString(latest.version()))
                .body(latest.toBytes());
    }
}
