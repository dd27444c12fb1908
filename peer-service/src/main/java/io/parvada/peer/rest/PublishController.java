package io.parvada.peer.rest;

import io.parvada.peer.announce.Announcements;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.swagger.v3.oas.annotations.Operation;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class PublishController {

    private final Announcements announcements;

    PublishController(Announcements announcements) {
        this.announcements = announcements;
    }

    @PostMapping("/publish")
    @Operation(summary = "Publish what this peer shares at its directory now")
    CompletableFuture<Published> publish() {
        return announcements.publishNow();
    }
}
