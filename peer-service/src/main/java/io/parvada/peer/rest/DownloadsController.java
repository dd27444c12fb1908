package io.parvada.peer.rest;

import io.parvada.peer.downloads.DownloadBook;
import io.parvada.peer.downloads.DownloadRequest;
import io.parvada.peer.downloads.DownloadState;
import io.parvada.peer.downloads.DownloadView;
import io.parvada.peer.downloads.Downloads;
import io.parvada.peer.http.Callers;
import io.parvada.peer.http.EventStreams;
import io.parvada.peer.http.MaxBody;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Files that this peer fetches into its own share; to start and to end one is an admin's. */
@RestController
final class DownloadsController {

    record Wanted(FileName name, Sha256 root, Long size, FileName saveAs) {}

    record Accepted(UUID id) {}

    private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);
    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Downloads downloads;
    private final EventStreams streams;
    private final AccessPolicy access;

    DownloadsController(Downloads downloads, EventStreams streams, AccessPolicy access) {
        this.downloads = downloads;
        this.streams = streams;
        this.access = access;
    }

    @PostMapping(path = "/downloads", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Fetch a file from all its holders into this share; from loopback or with the admin token")
    CompletableFuture<ResponseEntity<Accepted>> start(
            @RequestBody @MaxBody(bytes = 64 * 1024) Wanted wanted, HttpServletRequest request) {
        requireAdmin(request, "starting a download");
        return downloads
                .start(new DownloadRequest(wanted.name(), wanted.root(), wanted.size(), wanted.saveAs()))
                .thenApply(accepted -> ResponseEntity.accepted()
                        .location(URI.create("/downloads/" + accepted.id()))
                        .body(new Accepted(accepted.id())));
    }

    @GetMapping("/downloads")
    @Operation(summary = "The downloads of this peer, first come first; those that have ended for a week")
    DownloadBook.Page list(@RequestParam(required = false) String limit, @RequestParam(required = false) String after) {
        return downloads.list(after == null ? null : id("after", after), Parameters.pageSize(limit));
    }

    @GetMapping("/downloads/{id}")
    @Operation(summary = "How far a download has come, and what each holder gave")
    DownloadView one(@PathVariable String id) {
        return downloads.find(known(id));
    }

    @DeleteMapping("/downloads/{id}")
    @Operation(summary = "Cancel a download, or forget one that has ended; from loopback or with the admin token")
    ResponseEntity<Void> remove(@PathVariable String id, HttpServletRequest request) {
        requireAdmin(request, "cancelling a download");
        downloads.remove(known(id));
        return ResponseEntity.noContent().build();
    }

    @GetMapping(path = "/downloads/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(summary = "A download as server-sent events: state, progress each second, and at last result")
    SseEmitter events(@PathVariable String id) {
        Downloads.Watch watch = downloads.watch(known(id));
        return streams.open(new EventStreams.Source() {
            private DownloadState told;

            @Override
            public EventStreams.Event next() throws InterruptedException {
                DownloadView view = watch.next(BETWEEN_EVENTS);
                boolean last = view.state().ended();
                String name = last ? "result" : view.state() == told ? "progress" : "state";
                told = view.state();
                return new EventStreams.Event(name, view, last);
            }
        });
    }

    private void requireAdmin(HttpServletRequest request, String whatFor) {
        access.requireAdmin(Callers.asker(request), whatFor);
    }

    // A path that is no id names no download either.
    private static UUID known(String id) {
        if (!ID.matcher(id).matches()) {
            throw new PeerException(Reason.TRANSFER_NOT_FOUND, "no download has this id");
        }
        return UUID.fromString(id);
    }

    private static UUID id(String parameter, String text) {
        if (!ID.matcher(text).matches()) {
            throw new PeerException(Reason.INVALID_REQUEST, parameter + " is the next of a page before");
        }
        return UUID.fromString(text);
    }
}
