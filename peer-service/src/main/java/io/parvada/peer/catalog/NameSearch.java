package io.parvada.peer.catalog;

import io.parvada.peer.names.Folding;
import io.parvada.peer.names.NameQuery;
import io.parvada.peer.names.TrigramSample;
import io.parvada.transfer.content.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Queries by name. The database pre-selects (by the B-tree of folded names, then by trigrams), {@link NameQuery} judges.
 * What people type only ever is a bound parameter; inside a MATCH, whose language has operators, a quoted string.
 */
final class NameSearch {

    /** Rows that one search may judge: 3 to 5 ms. Few searches have as many that their trigrams let pass and that do not match. */
    private static final int JUDGED = 1_000;
    /** Names that a search without trigrams may pass over, in their order: about 5 ms. */
    private static final int PASSED_OVER = 25_000;
    /** A trigram that none of them has is in fewer than 1 of 1,000 names, as likely as not of 6,000. */
    private static final int SAMPLED = 4_096;
    /** Names whose last segments may differ from a wanted one in case or form alone. */
    private static final int SAME_BUT_FOR_CASE = 100_000;

    static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);
    static final String SELECT = "SELECT" + FileRows.COLUMNS + "FROM file f ";
    static final String BY_TRIGRAMS = "SELECT" + FileRows.COLUMNS
            + "FROM file_trigram t JOIN file f ON f.id = t.rowid WHERE file_trigram MATCH ? ORDER BY t.rowid";
    // instr of an empty text is 1, so that a query without literal text passes every row to its judge.
    private static final String BY_SCAN = "SELECT" + FileRows.COLUMNS
            + "FROM (SELECT id, folded FROM file ORDER BY folded LIMIT " + PASSED_OVER
            + ") s JOIN file f ON f.id = s.id WHERE instr(s.folded, ?) > 0";
    /** In the order of the index of contents, which ends with the id. */
    static final String BY_ROOT = SELECT + "WHERE root = ? ORDER BY size, id LIMIT ?";

    static final String BY_CONTENT = SELECT + "WHERE root = ? AND size = ? ORDER BY id LIMIT ?";

    /** Whether the row at which the result stands is wanted; its folded name has been read. */
    @FunctionalInterface
    interface Judge {
        boolean wants(ResultSet row, String folded) throws SQLException;
    }

    /** @param rank 0 for the text itself, 1 for what begins with it, 2 for the rest */
    record Match(long id, CatalogEntry entry, int rank) {}

    /** Rows that passed, and whether there may be more: all that were wanted, or all that may be judged. */
    record Taken(List<Match> matches, boolean cut) {

        List<CatalogEntry> entries() {
            return matches.stream().map(Match::entry).toList();
        }
    }

    private final JdbcTemplate jdbc;
    private final NameQuery query;
    private final TrigramSample sample;

    NameSearch(JdbcTemplate jdbc, NameQuery query) {
        this(jdbc, query, TrigramSample.NONE);
    }

    /** @param sample of the names that are searched */
    NameSearch(JdbcTemplate jdbc, NameQuery query, TrigramSample sample) {
        this.jdbc = jdbc;
        this.query = query;
        this.sample = sample;
    }

    /** A sample for {@link #NameSearch}: the names at {@link #SAMPLED} places of equal distance. About 10 ms. */
    private static TrigramSample sample(JdbcTemplate jdbc, long names) {
        String sql = "WITH RECURSIVE place(id, step) AS (SELECT 1, max(1, (SELECT max(id) FROM file) / " + SAMPLED + ")"
                + " UNION ALL SELECT id + step, step FROM place LIMIT " + SAMPLED + ")"
                + " SELECT f.folded FROM place JOIN file f ON f.id = place.id";
        return TrigramSample.of(jdbc.queryForList(sql, String.class), names);
    }

    /** At most {@code limit}: names that are the text, names that begin with it, the rest; by name within each. */
    Catalog.Found best(int limit) {
        if (query.impossible()) {
            return new Catalog.Found(List.of(), false);
        }
        Map<Long, Match> found = new HashMap<>();
        boolean cut = query.exact() == null ? collect(found, limit) : collectExact(found, limit);
        List<CatalogEntry> ranked = found.values().stream()
                .sorted(Comparator.comparingInt(Match::rank)
                        .thenComparing(match -> match.entry().name()))
                .map(Match::entry)
                .toList();
        boolean more = ranked.size() > limit;
        return new Catalog.Found(more ? ranked.subList(0, limit) : ranked, more || cut);
    }

    /**
     * At most {@code limit} files of one content, by name; {@code sizeBytes} null: of any size. Of more those that came
     * into the catalog first, as any other order would be sorted anew each time: a million files may be empty.
     */
    static Catalog.Found withContent(JdbcTemplate jdbc, Sha256 root, Long sizeBytes, int limit) {
        List<CatalogEntry> found = sizeBytes == null
                ? jdbc.query(BY_ROOT, NameSearch::entry, root.toBytes(), limit + 1)
                : jdbc.query(BY_CONTENT, NameSearch::entry, root.toBytes(), sizeBytes, limit + 1);
        List<CatalogEntry> byName = found.stream()
                .limit(limit)
                .sorted(Comparator.comparing(CatalogEntry::name))
                .toList();
        return new Catalog.Found(byName, found.size() > limit);
    }

    private static CatalogEntry entry(ResultSet row, int number) throws SQLException {
        return FileRows.entry(row);
    }

    /** Fills {@code found} up to one more than {@code limit}; true when matches may be left that nobody looked at. */
    private boolean collect(Map<Long, Match> found, int limit) {
        String literal = query.literal();
        if (!literal.isEmpty()) {
            // In their order what is the text comes before what begins with it; no last segment has a slash.
            if (literal.indexOf('/') < 0) {
                add(found, limit, range("base"), literal, literal + LAST_CHARACTER);
            }
            add(found, limit, range("folded"), literal, literal + LAST_CHARACTER);
        }
        String match = match();
        String prefix = query.prefix();
        if (!prefix.isEmpty()) {
            String range = range(query.ofWholeName() ? "folded" : "base");
            boolean cut = add(found, limit, range, prefix, prefix + LAST_CHARACTER);
            if (!cut || match == null) {
                return cut; // all that can match begin so
            }
        }
        if (match != null) {
            return add(found, limit, BY_TRIGRAMS, match);
        }
        boolean cut = add(found, limit, BY_SCAN, query.longestRun());
        return cut || jdbc.queryForObject("SELECT files FROM total", Long.class) > PASSED_OVER;
    }

    /** By a B-tree alone, so that a name is found among however many others. */
    private boolean collectExact(Map<Long, Match> found, int limit) {
        String column = query.exact().indexOf('/') >= 0 ? "folded" : "base";
        Judge same = (row, folded) -> query.matches(row.getString(FileRows.NAME_COLUMN));
        Taken taken = take(
                limit + 1, SAME_BUT_FOR_CASE, same, SELECT + "WHERE " + column + " = ?", Folding.fold(query.exact()));
        taken.matches().forEach(match -> found.put(match.id(), match));
        return taken.cut();
    }

    private static String range(String column) {
        return SELECT + "WHERE " + column + " >= ? AND " + column + " < ? ORDER BY " + column;
    }

    /** True when the rows came to their bound before {@code found} came to its. */
    private boolean add(Map<Long, Match> found, int limit, String sql, Object... parameters) {
        int room = limit + 1 - found.size();
        if (room <= 0) {
            return false;
        }
        Judge isNew = (row, folded) -> judged(row, folded) && !found.containsKey(row.getLong(FileRows.ID_COLUMN));
        Taken taken = take(room, found.size() + JUDGED, isNew, sql, parameters);
        taken.matches().forEach(match -> found.put(match.id(), match));
        return taken.cut();
    }

    boolean judged(ResultSet row, String folded) {
        return query.matchesFolded(folded);
    }

    /** Reads rows until {@code count} pass or {@code most} are judged; the rest of the result is never computed. */
    Taken take(int count, int most, Judge judge, String sql, Object... parameters) {
        ResultSetExtractor<Taken> each = rows -> {
            List<Match> taken = new ArrayList<>();
            int looked = 0;
            while (taken.size() < count && looked < most && rows.next()) {
                looked++;
                String folded = rows.getString(FileRows.FOLDED_COLUMN);
                if (judge.wants(rows, folded)) {
                    long id = rows.getLong(FileRows.ID_COLUMN);
                    taken.add(new Match(id, FileRows.entry(rows), rank(folded)));
                }
            }
            return new Taken(taken, taken.size() == count || looked == most);
        };
        return jdbc.query(sql, each, parameters);
    }

    /** What every match contains, in the language of FTS5: quoted trigrams; null if there is none. */
    String match() {
        String quoted = sample.choose(query).stream()
                .map(trigram -> '"' + trigram.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(" "));
        return quoted.isEmpty() ? null : quoted;
    }

    private int rank(String folded) {
        String literal = query.literal();
        int base = folded.lastIndexOf('/') + 1;
        if (literal.isEmpty() || !(folded.startsWith(literal) || folded.startsWith(literal, base))) {
            return literal.isEmpty() ? 0 : 2;
        }
        return folded.equals(literal) || folded.length() - base == literal.length() && folded.endsWith(literal) ? 0 : 1;
    }

    /** The sample of a catalog whose names come and go. Thread-safe. */
    static final class Samples {

        private final CatalogDatabase database;
        private volatile TrigramSample sample = TrigramSample.NONE;
        private volatile long moment = -1;

        Samples(CatalogDatabase database) {
            this.database = database;
        }

        /** {@link NameSearch#best}. */
        Catalog.Found best(NameQuery query, int limit) {
            TrigramSample names = now();
            return database.read(jdbc -> new NameSearch(jdbc, query, names).best(limit));
        }

        /** Made anew, on the caller's time, when there are a third more or fewer names than there were for the last. */
        private TrigramSample now() {
            if (!database.unchangedSince(moment)) {
                long next = database.moment();
                long names = database.read(jdbc -> jdbc.queryForObject("SELECT files FROM total", Long.class));
                if (3 * Math.abs(names - sample.names()) > sample.names()) {
                    sample = database.read(jdbc -> NameSearch.sample(jdbc, names));
                }
                moment = next;
            }
            return sample;
        }
    }
}
