package io.parvada.peer.rest;

import io.parvada.peer.http.Callers;
import io.parvada.peer.http.EventStreams;
import io.parvada.peer.http.MaxBody;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.CallRates;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.HitStream;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.peer.search.QueryRouter;
import io.parvada.peer.search.Search;
import io.parvada.peer.search.SearchRequest;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
final class SearchController {

    private static final int MAX_ASKED = 64;

    /** How soon it is noticed that the reader of a stream is gone while there is nothing to tell. */
    private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);

    /** The body of POST /search: as QueryMessage, where anything may still be missing. */
    record Query(
            UUID id,
            PeerId originId,
            List<PeerId> asked,
            String query,
            Sha256 root,
            Integer ttl,
            Integer fanout,
            Integer limit,
            Long deadlineMs,
            Boolean explain,
            Boolean partial,
            String strategy,
            String filename) {

        QueryMessage message() {
            Parameters.oneOf("query", query, "root", root);
            if (asked != null && asked.size() > MAX_ASKED) {
                throw new PeerException(Reason.INVALID_REQUEST, "asked has at most " + MAX_ASKED + " ids");
            }
            return new QueryMessage(
                    Parameters.required("id", id),
                    Parameters.required("origin_id", originId),
                    asked == null ? List.of() : asked,
                    query,
                    root,
                    Parameters.required("ttl", ttl),
                    Parameters.required("fanout", fanout),
                    Parameters.required("limit", limit),
                    Parameters.required("deadline_ms", deadlineMs),
                    Boolean.TRUE.equals(explain),
                    Boolean.TRUE.equals(partial),
                    Parameters.strategy(strategy),
                    root == null ? filename : null);
        }
    }

    private final Search search;
    private final QueryRouter router;
    private final EventStreams streams;
    private final CallRates queryRates;

    SearchController(Search search, QueryRouter router, EventStreams streams, CallRates queryRates) {
        this.search = search;
        this.router = router;
        this.streams = streams;
        this.queryRates = queryRates;
    }

    @GetMapping("/search")
    @Operation(summary = "Search the network by name or by root; with Accept: text/event-stream as the hits arrive")
    CompletableFuture<SearchAnswer> search(
            @RequestParam(required = false) String query,
            @RequestParam(required = false) String root,
            @RequestParam(required = false) String ttl,
            @RequestParam(required = false) String fanout,
            @RequestParam(required = false) String limit,
            @RequestParam(required = false) String timeout,
            @RequestParam(required = false) String explain,
            @RequestParam(required = false) String partial,
            @RequestParam(required = false) String strategy) {
        Parameters.oneOf("query", query, "root", root);
        return search.search(new SearchRequest(
                query,
                Parameters.sha256("root", root),
                Parameters.clamped("ttl", ttl),
                Parameters.clamped("fanout", fanout),
                Parameters.clamped("limit", limit),
                Parameters.duration("timeout", timeout),
                Parameters.flag("explain", explain),
                Parameters.flag("partial", partial),
                Parameters.strategy(strategy)));
    }

    /** Without {@code produces} the other is the one for any Accept that does not name event streams. */
    @Hidden // springdoc has room for one operation of a path
    @GetMapping(path = "/search", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@RequestParam Map<String, String> given) {
        Parameters.oneOf("query", given.get("query"), "root", given.get("root"));
        return streams.open(new Arriving(search.stream(new SearchRequest(
                given.get("query"),
                Parameters.sha256("root", given.get("root")),
                Parameters.clamped("ttl", given.get("ttl")),
                Parameters.clamped("fanout", given.get("fanout")),
                Parameters.clamped("limit", given.get("limit")),
                Parameters.duration("timeout", given.get("timeout")),
                Parameters.flag("explain", given.get("explain")),
                Parameters.flag("partial", given.get("partial")),
                Parameters.strategy(given.get("strategy"))))));
    }

    @PostMapping(path = "/search", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The same search, from peer to peer")
    CompletableFuture<SearchAnswer> query(
            @RequestBody @MaxBody(bytes = 64 * 1024) Query body, HttpServletRequest request) {
        queryRates.take(Callers.address(request), "queries");
        return router.route(body.message());
    }

    @GetMapping("/locate")
    @Operation(summary = "Who has exactly this file, by whole name, last segment or root")
    CompletableFuture<LocateAnswer> locate(
            @RequestParam(required = false) String filename,
            @RequestParam(required = false) String root,
            @RequestParam(required = false) String timeout) {
        Parameters.oneOf("filename", filename, "root", root);
        return search.locate(filename, Parameters.sha256("root", root), Parameters.duration("timeout", timeout));
    }

    private record Arriving(HitStream hits) implements EventStreams.Source {
        @Override
        public EventStreams.Event next() throws InterruptedException {
            HitStream.Next next = hits.next(BETWEEN_EVENTS);
            if (next.hit() != null) {
                return new EventStreams.Event("hit", next.hit(), false);
            }
            return next.end() == null ? EventStreams.Event.NONE : new EventStreams.Event("coverage", next.end(), true);
        }

        @Override
        public void close() {
            hits.close();
        }
    }
}
