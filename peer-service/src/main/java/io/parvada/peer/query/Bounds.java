package io.parvada.peer.query;

import static java.util.Objects.requireNonNullElse;

import io.parvada.peer.config.SearchSettings;
import java.time.Duration;

/**
 * The values a search runs with, whatever was asked for: out of bounds is clamped.
 *
 * @param ttl 1 to 7 hops; 1 asks the own neighbours only
 * @param fanout 1 to 64 neighbours asked by each peer
 * @param limit 1 to 1,000 hits
 * @param time left until the answer must be there
 */
public record Bounds(int ttl, int fanout, int limit, Duration time) {

    private static final Duration LEAST_RESERVE = Duration.ofMillis(50);

    /** Of a search that begins here; null means the configured default. Time is 50 ms to 30 s. */
    public static Bounds ofSearch(
            Integer ttl, Integer fanout, Integer limit, Duration timeout, SearchSettings defaults) {
        Duration time = requireNonNullElse(timeout, defaults.deadline());
        return clamped(
                requireNonNullElse(ttl, defaults.ttl()),
                requireNonNullElse(fanout, defaults.fanout()),
                requireNonNullElse(limit, defaults.limit()),
                time.compareTo(SearchSettings.MIN_DEADLINE) < 0 ? SearchSettings.MIN_DEADLINE : time);
    }

    /** Of a query that came from another peer. Time may be as little as nothing. */
    public static Bounds ofMessage(QueryMessage message) {
        Duration time = Duration.ofMillis(Math.max(0, message.deadlineMs()));
        return clamped(message.ttl(), message.fanout(), message.limit(), time);
    }

    /**
     * How long a peer in the middle may take: max(50 ms, 10 %) before the end, so that its own hits are back in time
     * however late its neighbours are. Under 100 ms half of the time is kept, or nothing would be left to look in.
     */
    public Duration answerIn() {
        Duration tenth = time.dividedBy(10);
        Duration reserve = tenth.compareTo(LEAST_RESERVE) > 0 ? tenth : LEAST_RESERVE;
        Duration half = time.dividedBy(2);
        return time.minus(reserve.compareTo(half) < 0 ? reserve : half);
    }

    private static Bounds clamped(int ttl, int fanout, int limit, Duration time) {
        return new Bounds(
                clamp(ttl, SearchSettings.MAX_TTL),
                clamp(fanout, SearchSettings.MAX_FANOUT),
                clamp(limit, SearchSettings.MAX_LIMIT),
                time.compareTo(SearchSettings.MAX_DEADLINE) > 0 ? SearchSettings.MAX_DEADLINE : time);
    }

    private static int clamp(int value, int most) {
        return Math.max(1, Math.min(most, value));
    }
}
