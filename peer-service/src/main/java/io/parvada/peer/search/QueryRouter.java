package io.parvada.peer.search;

import static java.util.Objects.requireNonNullElse;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Bounds;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.Question;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.query.SeenQueries;
import io.parvada.transfer.error.PeerException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Queries that come from other peers: answered from the own catalog and sent on once, within the time that the asker has
 * left. One that was seen already is answered from the own catalog alone, unless it may now go further than before: then it is sent on to those whom that reaches.
 */
public final class QueryRouter {

    private final Surroundings here;

    public QueryRouter(Surroundings here) {
        this.here = here;
    }

    /**
     * Nothing blocks. Values out of bounds are clamped.
     *
     * @return completes before {@code deadlineMs} is over; fails with INVALID_REQUEST (no query, or no id), BUSY
     */
    public CompletableFuture<SearchAnswer> route(QueryMessage message) {
        try {
            Bounds bounds = Bounds.ofMessage(message);
            Question question = message.filename() == null
                    ? Question.of(message.query(), message.root(), message.partial())
                    : Question.ofFile(message.filename());
            List<PeerId> asked =
                    message.asked().stream().limit(QueryMessage.MAX_ASKED).toList();
            SeenQueries.Sight sight =
                    here.seen().see(message.id(), bounds.ttl(), here.timeline().now());
            Task.Role role = switch (sight) {
                case FIRST -> Task.Role.RELAY;
                case FURTHER -> Task.Role.FURTHER;
                case DUPLICATE -> Task.Role.DUPLICATE;
            };
            Strategy strategy = requireNonNullElse(message.strategy(), Strategy.FLOOD);
            return new Flood(
                            here,
                            new Task(
                                    message.id(),
                                    message.originId(),
                                    asked,
                                    question,
                                    bounds,
                                    role,
                                    message.explain(),
                                    strategy),
                            HitStream.HitListener.NONE)
                    .run();
        } catch (PeerException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
