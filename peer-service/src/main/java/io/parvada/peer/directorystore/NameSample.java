package io.parvada.peer.directorystore;

import io.parvada.peer.names.NameQuery;
import io.parvada.peer.names.TrigramSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Some thousand of the names, by which it is guessed how many of all match a query: of what is common the first few in
 * order are near, of what is rare they are not. Wrong guesses cost time alone. Immutable.
 */
record NameSample(List<String> folded, long names, TrigramSample trigrams) {

    static final NameSample NONE = new NameSample(List.of(), 0, TrigramSample.NONE);

    private static final int PLACES = 4_096;

    /** At places of equal distance; what was deleted leaves its place empty. */
    static NameSample of(JdbcTemplate jdbc) {
        long[] ends = jdbc.queryForObject("SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM entry", (row, i) ->
                new long[] {row.getLong(1), row.getLong(2)});
        long step = Math.max(1, (ends[1] - ends[0]) / PLACES);
        String sql = "WITH RECURSIVE place (id) AS (SELECT CAST(? AS BIGINT) UNION ALL"
                + " SELECT id + ? FROM place WHERE id < ?) SELECT e.folded FROM place JOIN entry e ON e.id = place.id";
        List<String> folded = jdbc.queryForList(sql, String.class, ends[0], step, ends[1]);
        long names = count(jdbc);
        return new NameSample(folded, names, TrigramSample.of(folded, names));
    }

    static long count(JdbcTemplate jdbc) {
        return jdbc.queryForObject("SELECT coalesce(sum(files), 0) FROM generation", Long.class);
    }

    /** How many names are reckoned to match. */
    long reckoned(NameQuery query) {
        long matching = folded.stream().filter(query::matchesFolded).count();
        return folded.isEmpty() ? 0 : matching * names / folded.size();
    }

    /** One that is taken anew when there are a third more or fewer names; looked at every ten seconds. Thread-safe. */
    static final class Kept {

        private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

        private final Database database;
        private volatile NameSample sample = NONE;
        private volatile Instant looked = Instant.MIN;

        Kept(Database database) {
            this.database = database;
        }

        NameSample at(Instant now) {
            if (!looked.plus(BETWEEN_LOOKS).isAfter(now)) {
                looked = now;
                long names = database.read(NameSample::count);
                if (3 * Math.abs(names - sample.names()) > sample.names()) {
                    sample = database.read(NameSample::of);
                }
            }
            return sample;
        }
    }
}
