package io.parvada.peer.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.credential.Verified;
import io.parvada.peer.directory.Directory;
import io.parvada.peer.directory.DirectoryCallers;
import io.parvada.peer.directory.DirectoryStore.Found;
import io.parvada.peer.directory.DirectoryStore.Page;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexEntry;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.directory.Session;
import io.parvada.peer.directory.StoreKeys;
import io.parvada.peer.http.Callers;
import io.parvada.peer.http.MaxBody;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.CallRates;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The directory's routes but for its accounts; without the role there are none. */
@RestController
@ConditionalOnProperty("peer.directory.enabled")
final class DirectoryController {

    private static final Duration KEYS_WITHIN = Duration.ofSeconds(2);

    /** The most names there may be in a body, each with two hashes: some 300 bytes each where names are long. */
    private static final int MAX_INDEX_BYTES = 8 * 1024 * 1024;

    /** name is the account's where there is none; a client has neither url nor grpc. */
    record Candidate(PeerId id, String name, PeerUrl url, HostPort grpc, List<Endpoint> addresses, String key) {}

    record LoginBody(String name, String password, Candidate peer) {
        @Override
        public String toString() {
            return "login of " + name;
        }
    }

    record Entry(FileName name, Long size, Sha256 sha256, Sha256 root) {

        IndexEntry entry() {
            return new IndexEntry(name, Parameters.required("size", size), sha256, root);
        }
    }

    record IndexBody(Long base, AtMost<Entry> added, AtMost<FileName> removed, Boolean more) {}

    /** A list of JSON that is refused where it grows too long, and not when all of it has been read. */
    static final class AtMost<T> extends ArrayList<T> {
        @Override
        public boolean add(T element) {
            if (size() == IndexUpdate.MOST_NAMES) {
                throw IndexUpdate.tooLarge();
            }
            return super.add(element);
        }
    }

    record Present(
            PeerId id,
            String name,
            PeerUrl url,
            HostPort grpc,
            List<Endpoint> addresses,
            String key,
            Instant expiresAt) {

        static Present of(Session session) {
            Peer peer = session.peer();
            return new Present(
                    peer.id(),
                    peer.name(),
                    peer.url(),
                    peer.grpc(),
                    peer.addresses(),
                    session.key(),
                    session.leaseEnd());
        }
    }

    record PresentPeers(List<Present> peers, String next) {}

    record Answer(
            @JsonInclude(JsonInclude.Include.NON_NULL) String query,
            @JsonInclude(JsonInclude.Include.NON_NULL) Sha256 root,
            @JsonInclude(JsonInclude.Include.NON_NULL) String filename,
            int limit,
            List<Hit> hits,
            String next,
            boolean truncated) {}

    private final Directory directory;
    private final DirectoryCallers callers;
    private final StoreKeys keys;
    private final CallRates queryRates;

    DirectoryController(Directory directory, DirectoryCallers callers, StoreKeys keys, CallRates queryRates) {
        this.directory = directory;
        this.callers = callers;
        this.keys = keys;
        this.queryRates = queryRates;
    }

    @PostMapping(path = "/directory/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Log in with an account; the call's DPoP proof shows the key that the credential is bound to")
    CompletableFuture<Directory.Granted> login(
            @RequestBody @MaxBody(bytes = 16 * 1024) LoginBody body, HttpServletRequest request) {
        String name = Parameters.required("name", body.name());
        String password = Parameters.required("password", body.password());
        Candidate candidate = Parameters.required("peer", body.peer());
        var holder = callers.holder(request.getHeader("DPoP"), request.getMethod(), request.getRequestURI());
        if (!holder.peer().equals(candidate.id())
                || candidate.key() != null && !holder.key().equals(candidate.key())) {
            throw new PeerException(
                    Reason.UNAUTHENTICATED,
                    "peer.id and peer.key are not those of the key that the call's proof shows");
        }
        Peer peer = candidate.url() == null && candidate.grpc() == null
                ? null
                : new Peer(
                        candidate.id(),
                        candidate.name() == null ? name : candidate.name(),
                        candidate.url(),
                        candidate.grpc(),
                        candidate.addresses());
        return directory.login(
                new Directory.Login(name, password, peer, holder.key(), holder.thumbprint()), Callers.address(request));
    }

    @PostMapping("/directory/renew")
    @Operation(summary = "A new lease and a new credential")
    Directory.Granted renew(HttpServletRequest request) {
        return directory.renew(caller(request).grant());
    }

    @PostMapping("/directory/logout")
    @Operation(summary = "Log out: what the peer has published is gone from answers at once")
    ResponseEntity<Void> logout(HttpServletRequest request) {
        caller(request).peer().ifPresent(directory::logout);
        return ResponseEntity.noContent().build();
    }

    @PutMapping(path = "/directory/index", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Publish what changed since the epoch base, or all anew with base 0")
    Published index(@RequestBody @MaxBody(bytes = MAX_INDEX_BYTES) IndexBody body, HttpServletRequest request) {
        Verified caller = caller(request);
        PeerId peer = caller.peer()
                .filter(id -> caller.allows(Scope.WRITE))
                .orElseThrow(() -> new PeerException(
                        Reason.FORBIDDEN, "publishing needs the credential of a peer, with the scope write"));
        List<IndexEntry> added = body.added() == null
                ? List.of()
                : body.added().stream().map(Entry::entry).toList();
        return directory.publish(
                peer,
                new IndexUpdate(
                        Parameters.required("base", body.base()),
                        added,
                        body.removed(),
                        Boolean.TRUE.equals(body.more())));
    }

    @GetMapping("/directory/query")
    @Operation(summary = "What the peers that are logged in share, by name, exact name or root")
    Answer query(
            @RequestParam(required = false) String query,
            @RequestParam(required = false) String root,
            @RequestParam(required = false) String filename,
            @RequestParam(required = false) String limit,
            @RequestParam(required = false) String after,
            HttpServletRequest request) {
        queryRates.take(Callers.address(request), "queries");
        if (filename != null) {
            Parameters.oneOf("filename", filename, "query or root", query == null ? root : query);
        }
        Question question = filename == null
                ? Question.of(query, Parameters.sha256("root", root), false)
                : Question.ofFile(filename);
        int size = Parameters.pageSize(limit);
        Found found = directory.query(question, after, size);
        return new Answer(
                query,
                question.root(),
                filename,
                size,
                found.hits(),
                found.next(),
                found.cut() || found.next() != null);
    }

    @GetMapping("/directory/peers")
    @Operation(summary = "Who is logged in")
    PresentPeers peers(@RequestParam(required = false) String limit, @RequestParam(required = false) String after) {
        Page<Session> page = directory.peers(after, Parameters.pageSize(limit));
        return new PresentPeers(page.items().stream().map(Present::of).toList(), page.next());
    }

    @GetMapping("/directory/jwks.json")
    @Operation(summary = "The keys that prove the directory's credentials (RFC 7517)")
    ResponseEntity<String> jwks() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(keys.keys(KEYS_WITHIN).json());
    }

    /** A proof is good once: who has been asked before this route is not asked again. */
    private Verified caller(HttpServletRequest request) {
        return Callers.verified(request)
                .orElseGet(() -> callers.caller(
                        request.getHeader("Authorization"),
                        request.getHeader("DPoP"),
                        request.getMethod(),
                        request.getRequestURI()));
    }
}
