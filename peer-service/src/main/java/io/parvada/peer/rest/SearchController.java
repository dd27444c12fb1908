package io.parvada.peer.rest;

import io.parvada.peer.http.MaxBody;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.peer.search.QueryRouter;
import io.parvada.peer.search.Search;
import io.parvada.peer.search.SearchRequest;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class SearchController {

    private static final int MAX_ASKED = 64;

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
            String strategy) {

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
                    Parameters.strategy(strategy));
        }
    }

    private final Search search;
    private final QueryRouter router;

    SearchController(Search search, QueryRouter router) {
        this.search = search;
        this.router = router;
    }

    @GetMapping("/search")
    @Operation(summary = "Search the network by name or by root")
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

    @PostMapping(path = "/search", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The same search, from peer to peer")
    CompletableFuture<SearchAnswer> query(@RequestBody @MaxBody(bytes = 64 * 1024) Query body) {
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
}
