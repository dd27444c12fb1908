package io.parvada.peer.rest;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.http.Callers;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.identity.Self;
import io.parvada.peer.membership.BootstrapReport;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class PeersController {

    record Known(
            PeerId id,
            String name,
            PeerUrl url,
            HostPort grpc,
            List<Endpoint> addresses,
            PeerState state,
            Instant lastSeen,
            Double rttMs,
            Long files,
            String conflict) {

        static Known of(Neighbour neighbour) {
            Peer peer = neighbour.peer();
            return new Known(
                    peer.id(),
                    peer.name(),
                    peer.url(),
                    peer.grpc(),
                    peer.addresses(),
                    neighbour.state(),
                    neighbour.lastSeen(),
                    neighbour.rttMs(),
                    neighbour.files(),
                    neighbour.conflict());
        }
    }

    record KnownPeers(Peer self, List<Known> peers) {}

    record Candidate(String name, PeerUrl url, HostPort grpc) {}

    record Introduction(Peer peer, Integer protocol, Boolean leaving) {}

    record ToProbe(PeerId id) {}

    record Testimony(boolean reached) {}

    private final Self self;
    private final Overlay overlay;
    private final AccessPolicy access;

    PeersController(Self self, Overlay overlay, AccessPolicy access) {
        this.self = self;
        this.overlay = overlay;
        this.access = access;
    }

    @GetMapping("/peers")
    @Operation(summary = "Whom this peer knows, and what it believes of them")
    KnownPeers peers() {
        return new KnownPeers(
                self.peer(), overlay.neighbours().stream().map(Known::of).toList());
    }

    @PostMapping(path = "/peers", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Add a peer, which must answer and prove itself")
    CompletableFuture<ResponseEntity<Known>> add(@RequestBody Candidate candidate) {
        Endpoint at = new Endpoint(Parameters.required("url", candidate.url()), candidate.grpc());
        return overlay.add(at, candidate.name())
                .thenApply(result -> ResponseEntity.status(result.added() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(Known.of(result.neighbour())));
    }

    @DeleteMapping("/peers/{id}")
    @Operation(summary = "Forget a peer; from loopback or with the admin token")
    ResponseEntity<Void> forget(@PathVariable String id, HttpServletRequest request) {
        PeerId whom = new PeerId(id);
        access.requireAdmin(Callers.asker(request), "removing a peer");
        overlay.forget(whom);
        return ResponseEntity.noContent().build();
    }

    @PostMapping(path = "/register", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "A peer introduces itself; both its ports are dialled before the answer")
    CompletableFuture<Registration> register(@RequestBody Introduction introduction) {
        return overlay.registered(
                Parameters.required("peer", introduction.peer()),
                Parameters.required("protocol", introduction.protocol()),
                Boolean.TRUE.equals(introduction.leaving()));
    }

    @PostMapping(path = "/probe", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Probe a peer that this one knows, for one that is about to believe it dead")
    CompletableFuture<Testimony> probe(@RequestBody ToProbe suspect) {
        return overlay.probeFor(Parameters.required("id", suspect.id())).thenApply(Testimony::new);
    }

    @PostMapping("/bootstrap")
    @Operation(summary = "Register with all configured friends now")
    CompletableFuture<BootstrapReport> bootstrap() {
        return overlay.bootstrap();
    }
}
