package io.parvada.peer.names;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How common trigrams are among many names, by a sample of these; chooses by which of its trigrams a text is found
 * soonest. Immutable.
 */
public final class TrigramSample {

    /** Of nothing: all trigrams are as common as others. */
    public static final TrigramSample NONE = new TrigramSample(Map.of(), 0, 0);

    /** A further one costs more than it excludes. */
    private static final int MOST = 32;
    /** More of a text are not looked at. */
    private static final int CONSIDERED = 256;
    /** What one row costs that is looked at and judged, in postings that are merged. */
    private static final double ROW_IN_POSTINGS = 400;

    private final Map<String, Integer> counts;
    private final int size;
    private final long names;

    private TrigramSample(Map<String, Integer> counts, int size, long names) {
        this.counts = counts;
        this.size = size;
        this.names = names;
    }

    /**
     * @param sample folded names, some thousand
     * @param names how many there are in all
     */
    public static TrigramSample of(Collection<String> sample, long names) {
        Map<String, Integer> counts = new HashMap<>();
        for (String name : sample) {
            new HashSet<>(of(List.of(name), Integer.MAX_VALUE))
                    .forEach(trigram -> counts.merge(trigram, 1, Integer::sum));
        }
        return new TrigramSample(counts, sample.size(), names);
    }

    /** How many names there were in all. */
    public long names() {
        return names;
    }

    /**
     * Trigrams that every match has, the rarest first; empty if there are none. The rarest, and further ones while merging
     * their postings costs less than judging the rows that they exclude: where one has a share p of the names it is
     * reckoned to leave √p of the rows, as the trigrams of a text go together.
     */
    public List<String> choose(NameQuery query) {
        List<String> all = new ArrayList<>(of(query.runs(), CONSIDERED));
        all.sort(Comparator.comparingDouble(this::share));
        List<String> chosen = new ArrayList<>();
        double rows = names;
        for (String trigram : all) {
            double share = share(trigram);
            boolean worth = rows * (1 - Math.sqrt(share)) * ROW_IN_POSTINGS > names * share;
            if (chosen.size() == MOST || (!chosen.isEmpty() && !worth && size > 0)) {
                break;
            }
            rows *= chosen.isEmpty() ? share : Math.sqrt(share);
            chosen.add(trigram);
        }
        return chosen;
    }

    private double share(String trigram) {
        return (counts.getOrDefault(trigram, 0) + 0.5) / (size + 1);
    }

    private static Set<String> of(List<String> runs, int most) {
        Set<String> trigrams = new LinkedHashSet<>();
        for (String run : runs) {
            int[] characters = run.codePoints().toArray();
            for (int i = 0; i + 3 <= characters.length && trigrams.size() < most; i++) {
                trigrams.add(new String(characters, i, 3));
            }
        }
        return trigrams;
    }
}
