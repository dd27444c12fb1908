package io.parvada.peer.search;

import static java.util.Objects.requireNonNullElse;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.query.Bounds;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Searches that begin here. Nothing blocks; the future completes by the deadline. */
public final class Search {

    /** Above every ttl there is: one's own query that comes round again is a duplicate. */
    private static final int OWN = Integer.MAX_VALUE;

    private final Surroundings here;
    private final SearchSettings defaults;
    private final Supplier<UUID> ids;

    /** @param ids each id once, hard to guess */
    public Search(Surroundings here, SearchSettings defaults, Supplier<UUID> ids) {
        this.here = here;
        this.defaults = defaults;
        this.ids = ids;
    }

    /**
     * The values used stand in the answer; null means the configured default, out of bounds is clamped.
     *
     * @return completes within the timeout; fails with INVALID_REQUEST (neither or both of query and root, an empty
     *     query), BUSY (too many searches at once)
     */
    public CompletableFuture<SearchAnswer> search(SearchRequest request) {
        return search(request, null, HitStream.HitListener.NONE);
    }

    /**
     * The same search, told as its hits arrive. Close it.
     *
     * @throws PeerException what {@link #search} fails with before it has begun
     */
    public HitStream stream(SearchRequest request) {
        return new HitStream(listener -> search(request, null, listener)).begun();
    }

    /** @param filename where it is a file that is looked for, and no text; else null */
    private CompletableFuture<SearchAnswer> search(
            SearchRequest request, String filename, HitStream.HitListener listener) {
        try {
            Bounds bounds =
                    Bounds.ofSearch(request.ttl(), request.fanout(), request.limit(), request.timeout(), defaults);
            Question question = filename == null
                    ? Question.of(request.query(), request.root(), request.partial())
                    : Question.ofFile(filename);
            UUID id = ids.get();
            here.seen().see(id, OWN, here.timeline().now());
            Task task = new Task(
                    id,
                    here.self().id(),
                    List.of(),
                    question,
                    bounds,
                    Task.Role.ORIGIN,
                    request.explain(),
                    requireNonNullElse(request.strategy(), defaults.strategy()));
            return new Flood(here, task, listener).run();
        } catch (PeerException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Who has exactly this file: by whole name or last segment, compared in Unicode form C and case-sensitive, or by
     * root. At most as many as a search may have; if there were more, complete is false.
     *
     * @param filename or root, the other null
     * @param timeout null means the configured default
     * @return completes within the timeout; fails as {@link #search}
     */
    public CompletableFuture<LocateAnswer> locate(String filename, Sha256 root, Duration timeout) {
        SearchRequest request = new SearchRequest(null, root, null, null, SearchSettings.MAX_LIMIT, timeout, false);
        return search(request, filename, HitStream.HitListener.NONE)
                .thenApply(found -> new LocateAnswer(
                        !found.hits().isEmpty(),
                        filename,
                        root,
                        found.hits().stream().flatMap(Search::sources).toList(),
                        found.complete(),
                        found.coverage().unreachable()));
    }

    /** Who has a content, all of it or a part; nobody twice. */
    public record Holders(List<Peer> whole, List<Peer> partial) {}

    /** Whoever can give something of a content, whatever they call it. @return as {@link #search} */
    public CompletableFuture<Holders> holders(ContentId content) {
        SearchRequest request =
                new SearchRequest(null, content.root(), null, null, SearchSettings.MAX_LIMIT, null, false, true, null);
        return search(request).thenApply(found -> {
            List<Hit> hits = found.hits().stream()
                    .filter(hit -> hit.size() == content.sizeBytes())
                    .toList();
            Set<Peer> whole = new LinkedHashSet<>();
            Set<Peer> partial = new LinkedHashSet<>();
            hits.forEach(hit -> whole.addAll(hit.peers()));
            hits.stream().filter(hit -> hit.partial() != null).forEach(hit -> partial.addAll(hit.partial()));
            partial.removeAll(whole);
            return new Holders(List.copyOf(whole), List.copyOf(partial));
        });
    }

    private static Stream<LocateAnswer.Source> sources(Hit hit) {
        return hit.peers().stream()
                .map(holder -> new LocateAnswer.Source(
                        holder,
                        hit.name().value(),
                        hit.size(),
                        hit.sha256(),
                        hit.root(),
                        holder.url() + "/files/" + encoded(hit.name().segments())));
    }

    /** RFC 3986 path segments: URLEncoder's form encoding, but for the space and the slashes between. */
    private static String encoded(List<String> segments) {
        return String.join(
                "/",
                segments.stream()
                        .map(s -> URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20"))
                        .toList());
    }
}
