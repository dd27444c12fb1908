package io.parvada.peer.directorystore;

import io.parvada.peer.directory.DirectoryStore.Found;
import io.parvada.peer.directorystore.Dialect.Part;
import io.parvada.peer.directorystore.Hits.Row;
import io.parvada.peer.names.Folding;
import io.parvada.peer.names.NameQuery;
import io.parvada.peer.query.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One query, in one statement where what it asks for is rare: then all that match are read, at most {@link #CANDIDATES},
 * and put in order here. What is common, or has no trigram, is met on a walk in the order of hits, {@link #PASSED_OVER}
 * entries at a time.
 */
final class EntryQuery {

    /** Entries that are read and judged for one page: about 10 ms. */
    private static final int CANDIDATES = 2_000;
    /** Entries that one page passes over: about 50 ms. */
    private static final int PASSED_OVER = 50_000;

    private static final String COLUMNS = "c.generation, c.name, c.folded, c.size, c.root, c.sha256, c.hit,"
            + " s.peer, s.peer_name, s.url, s.grpc, s.addresses";

    private final JdbcTemplate jdbc;
    private final Dialect dialect;
    private final NameSample sample;
    private final long now;

    EntryQuery(JdbcTemplate jdbc, Dialect dialect, NameSample sample, long now) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        this.sample = sample;
        this.now = now;
    }

    /** @param after empty for the first page */
    Found page(Question question, byte[] after, int limit) {
        if (question.root() != null) {
            Part same = new Part(
                    "SELECT * FROM entry WHERE root = ?",
                    List.of(question.root().toBytes()));
            return page(candidates(same), row -> true, after, limit);
        }
        NameQuery query = question.name();
        if (query.impossible()) {
            return new Found(List.of(), null, false);
        }
        if (query.exact() != null) {
            String base = Folding.fold(query.exact().substring(query.exact().lastIndexOf('/') + 1));
            Part same = new Part("SELECT * FROM entry WHERE base = ?", List.of(base));
            return page(candidates(same), row -> query.matches(row.name().value()), after, limit);
        }
        Predicate<Row> judge = row -> query.matchesFolded(row.folded());
        Optional<Part> rare =
                sample.reckoned(query) > CANDIDATES ? Optional.empty() : dialect.candidates(query, sample);
        return rare.map(this::candidates)
                .filter(rows -> rows.size() <= CANDIDATES)
                .map(rows -> page(rows, judge, after, limit))
                .orElseGet(() -> walk(query.longestRun(), judge, after, limit));
    }

    /** One more than {@link #CANDIDATES} where there are more. */
    private List<Row> candidates(Part part) {
        String sql =
                "SELECT " + COLUMNS + " FROM (" + part.sql() + " LIMIT " + (CANDIDATES + 1) + ") c " + dialect.join();
        List<Object> parameters = new ArrayList<>(part.parameters());
        parameters.add(now);
        return jdbc.query(sql, new Row.Reader(), parameters.toArray());
    }

    private static Found page(List<Row> rows, Predicate<Row> judge, byte[] after, int limit) {
        Hits hits = new Hits(limit);
        rows.stream()
                .filter(row -> row.behind(after) && judge.test(row))
                .sorted()
                .forEach(hits::add);
        return hits.page(null, rows.size() > CANDIDATES);
    }

    private Found walk(String text, Predicate<Row> judge, byte[] after, int limit) {
        String next = " FROM entry WHERE hit > ? ORDER BY hit LIMIT ";
        int most = 3 * limit + 64; // with some holders each
        String sql = "SELECT " + COLUMNS + " FROM (SELECT *" + next + PASSED_OVER + ") c " + dialect.join() + " WHERE "
                + dialect.position() + "(c.folded, ?) > 0 LIMIT " + most;
        List<Row> rows = jdbc.query(sql, new Row.Reader(), after, now, text);
        Hits hits = new Hits(limit);
        rows.stream().sorted().filter(judge).forEach(hits::add);
        if (rows.size() == most) {
            return hits.page(rows.get(most - 1).hit(), false);
        }
        List<byte[]> end =
                jdbc.queryForList("SELECT hit" + next + "1 OFFSET " + (PASSED_OVER - 1), byte[].class, (Object) after);
        return hits.page(end.isEmpty() ? null : end.get(0), false);
    }
}
