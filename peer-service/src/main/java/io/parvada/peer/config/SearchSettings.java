package io.parvada.peer.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Defaults of a search; callers may ask for others within the bounds, and what is outside is clamped to them. Immutable.
 *
 * <p>Messages a query ≤ min(Σ fanout^i for i = 1..ttl, N·fanout), N being the number of peers: each asks at most fanout
 * others, once. At the defaults, 3 and 16, that is min(4,368, 16·N); on a full view of 16 peers it is 15, because whoever
 * was asked is not asked again.
 *
 * @param ttl hops a query may go, 1 to 7; 1 asks the own neighbours only. Each +1 multiplies the first bound by fanout
 * @param fanout neighbours that each peer asks, 1 to 64. Above the number of neighbours it changes nothing
 * @param limit hits in an answer, 1 to 1,000; an answer's size is bounded by it, about 0.5 KB a hit and holder
 * @param deadline time after which a search answers with what it has, 50 ms to 30 s. Each hop keeps max(50 ms, 10 %) of
 *     what is left for its own answer, so a ttl of k needs more than k·50 ms to be of use
 * @param strategy whether the last two hops are asked in any case, or only where somebody may hold what is asked for
 */
public record SearchSettings(int ttl, int fanout, int limit, Duration deadline, Strategy strategy) {

    /** Whom a query goes to. */
    public enum Strategy {
        /** All live neighbours, up to fanout. */
        FLOOD,
        /** The same, but on the last two hops nobody behind whom fresh summaries say that nothing of it is. */
        BLOOM;

        /** As it stands in the file and on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for a text that is none */
        public static Strategy of(String text) {
            return Arrays.stream(values())
                    .filter(strategy -> strategy.text().equals(text))
                    .findFirst()
                    .orElseThrow(IllegalArgumentException::new);
        }
    }

    public static final int MAX_TTL = 7;
    public static final int MAX_FANOUT = 64;
    public static final int MAX_LIMIT = 1_000;
    public static final Duration MIN_DEADLINE = Duration.ofMillis(50);
    public static final Duration MAX_DEADLINE = Duration.ofSeconds(30);

    public static final SearchSettings DEFAULTS = new SearchSettings(3, 16, 100, Duration.ofSeconds(2));

    /** With flood. */
    public SearchSettings(int ttl, int fanout, int limit, Duration deadline) {
        this(ttl, fanout, limit, deadline, Strategy.FLOOD);
    }
}
