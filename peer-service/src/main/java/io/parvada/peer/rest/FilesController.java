package io.parvada.peer.rest;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.http.Callers;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.Self;
import io.parvada.peer.metalink.Metalink;
import io.parvada.peer.metalink.Metalinks;
import io.parvada.peer.metalink.Wish;
import io.parvada.peer.names.NameQuery;
import io.parvada.peer.representation.Conditions;
import io.parvada.peer.representation.Receiving;
import io.parvada.peer.representation.Sending;
import io.parvada.peer.representation.Standing;
import io.parvada.peer.transfers.Intake;
import io.parvada.peer.transfers.Stored;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class FilesController {

    record SharedFile(
            FileName name, long size, Instant modified, Sha256 sha256, Sha256 root, String restUrl, String grpc) {}

    record Listing(Peer peer, List<SharedFile> files, String next) {}

    private static final String META4 = ".meta4";

    private final Self self;
    private final Catalog catalog;
    private final Intake intake;
    private final AccessPolicy access;
    private final Sending sending;
    private final Receiving receiving;
    private final Standing standing;
    private final Metalinks metalinks;

    FilesController(
            Self self,
            Catalog catalog,
            Intake intake,
            AccessPolicy access,
            Sending sending,
            Receiving receiving,
            Standing standing,
            Metalinks metalinks) {
        this.self = self;
        this.catalog = catalog;
        this.intake = intake;
        this.access = access;
        this.sending = sending;
        this.receiving = receiving;
        this.standing = standing;
        this.metalinks = metalinks;
    }

    @GetMapping("/files")
    @Operation(summary = "What this peer shares, in order of name")
    Listing list(
            @RequestParam(required = false) String query,
            @RequestParam(required = false) String limit,
            @RequestParam(required = false) String after) {
        NameQuery wanted = query == null ? null : NameQuery.parse(query);
        Catalog.Page page = catalog.list(wanted, after, Parameters.pageSize(limit));
        Peer peer = self.peer();
        List<SharedFile> files =
                page.entries().stream().map(entry -> shared(entry, peer)).toList();
        return new Listing(peer, files, page.next());
    }

    // Answers HEAD too. The answer with bytes is written here, and null returned: they must not pass through
    // converters.
    @GetMapping("/files/**")
    @Operation(
            summary = "The bytes of a file; Range and conditions as RFC 9110. With Accept:"
                    + " application/metalink4+xml, or .meta4 behind the name, its Metalink (RFC 5854)")
    CompletableFuture<ResponseEntity<byte[]>> bytes(
            @RequestParam(required = false) String timeout, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        FileName name = PathName.of(request);
        response.setHeader("Vary", "Accept");
        FileName described = described(name, request);
        if (described == null) {
            try {
                sending.send(name, request, response);
                return null;
            } catch (PeerException e) {
                described = instead(name, request, e);
            }
        }
        return metalink(described, Parameters.duration("timeout", timeout));
    }

    private CompletableFuture<ResponseEntity<byte[]>> metalink(FileName described, Duration timeout) {
        return metalinks
                .of(described, timeout)
                .thenApply(metalink -> ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(Metalink.MEDIA_TYPE))
                        .header("Content-Disposition", Conditions.attachment(described.lastSegment() + META4))
                        .cacheControl(CacheControl.noCache())
                        .body(metalink.xml()));
    }

    /** The file whose Metalink is asked for, or null when bytes are. */
    private FileName described(FileName name, HttpServletRequest request) {
        Optional<CatalogEntry> file = catalog.find(name);
        if (file.isEmpty()
                && name.lastSegment().length() > META4.length()
                && name.value().endsWith(META4)) {
            return new FileName(name.value().substring(0, name.value().length() - META4.length()));
        }
        return switch (Wish.of(request)) {
            case METALINK -> name;
            case METALINK_OR_BYTES ->
                file.filter(metalinks::ready).map(entry -> name).orElse(null);
            case BYTES -> null;
        };
    }

    /** Whose Metalink is given where this peer has no bytes to give. @throws PeerException to who wants only bytes */
    private static FileName instead(FileName name, HttpServletRequest request, PeerException failure) {
        if (failure.reason() != Reason.FILE_NOT_FOUND) {
            throw failure;
        }
        if (Wish.of(request) == Wish.METALINK_OR_BYTES) {
            return name;
        }
        throw new PeerException(
                Reason.FILE_NOT_FOUND,
                "this peer shares no '" + name + "'; who does says /locate?filename=" + PathName.encode(name),
                failure);
    }

    @PutMapping("/files/**")
    @Operation(summary = "Store the body under a new name, or with overwrite=true in place of other content")
    ResponseEntity<SharedFile> put(
            @RequestParam(required = false) String overwrite,
            HttpServletRequest request,
            HttpServletResponse response) {
        FileName name = PathName.of(request);
        boolean replace = Parameters.flag("overwrite", overwrite);
        if (replace) {
            requireAdmin(request, "overwriting a file");
        }
        Stored stored = receiving.receive(name, replace, request, response);
        SharedFile file = shared(stored.entry(), self.peer());
        return stored.outcome() == Stored.Outcome.CREATED
                ? ResponseEntity.created(URI.create(file.restUrl())).body(file)
                : ResponseEntity.ok(file);
    }

    @DeleteMapping("/files/**")
    @Operation(summary = "Delete a file; from loopback or with the admin token")
    ResponseEntity<Void> delete(HttpServletRequest request) {
        FileName name = PathName.of(request);
        requireAdmin(request, "deleting a file");
        standing.requireForDeletion(name, request);
        intake.delete(name);
        return ResponseEntity.noContent().build();
    }

    private void requireAdmin(HttpServletRequest request, String whatFor) {
        access.requireAdmin(Callers.asker(request), whatFor);
    }

    private static SharedFile shared(CatalogEntry entry, Peer peer) {
        String url = peer.url() + "/files/" + PathName.encode(entry.name());
        String grpc = peer.grpc() == null ? null : peer.grpc().toString();
        return new SharedFile(
                entry.name(), entry.sizeBytes(), entry.modified(), entry.sha256(), entry.root(), url, grpc);
    }
}
