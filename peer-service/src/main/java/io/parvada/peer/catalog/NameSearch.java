package io.parvada.peer.catalog;

import io.parvada.peer.catalog.FileRows.Row;
import io.parvada.peer.names.Folding;
import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Queries by name. The database pre-selects (by the B-tree of folded names, then by trigrams), {@link NameQuery} judges.
 * What people type only ever is a bound parameter; inside a MATCH, whose language has operators, a quoted string.
 */
final class NameSearch {

    /** Rows that one query may rank. 1,000 rows cost about 3 ms. */
    private static final int CANDIDATES = 1_000;
    /** Rows that one query may look at where no index helps: 100,000 names cost about 20 ms. */
    private static final int SCANNED = 100_000;
    /** Trigrams in one MATCH; each further one costs a merge and excludes little. */
    private static final int TRIGRAMS = 32;

    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);
    private static final String SELECT = "SELECT" + FileRows.COLUMNS + "FROM file f ";
    private static final String BY_TRIGRAMS = "SELECT" + FileRows.COLUMNS
            + "FROM file_trigram t JOIN file f ON f.id = t.rowid WHERE file_trigram MATCH ? ORDER BY t.rowid LIMIT "
            + SCANNED;
    // instr of an empty text is 1, so that a query without literal text passes every row to its judge.
    private static final String BY_SCAN = "SELECT" + FileRows.COLUMNS
            + "FROM (SELECT id, folded FROM file ORDER BY folded LIMIT " + SCANNED
            + ") s JOIN file f ON f.id = s.id WHERE instr(s.folded, ?) > 0";
    private static final String IN_ORDER =
            SELECT + "WHERE name > ? AND name <= ? AND instr(folded, ?) > 0 ORDER BY name";
    private static final String END_OF_SCAN =
            "SELECT name FROM file WHERE name > ? ORDER BY name LIMIT 1 OFFSET " + (SCANNED - 1);

    /** Rows that passed, and how many were looked at for them. */
    private record Taken(List<Row> rows, int looked) {

        List<CatalogEntry> entries() {
            return rows.stream().map(Row::entry).toList();
        }
    }

    private final JdbcTemplate jdbc;
    private final NameQuery query;

    NameSearch(JdbcTemplate jdbc, NameQuery query) {
        this.jdbc = jdbc;
        this.query = query;
    }

    /** At most {@code limit}: names that are the text, names that begin with it, the rest; by name within each. */
    Catalog.Found best(int limit) {
        if (query.impossible()) {
            return new Catalog.Found(List.of(), false);
        }
        Map<Long, Row> found = new LinkedHashMap<>();
        boolean cut = collect(found, limit);
        List<CatalogEntry> ranked = found.values().stream()
                .map(Row::entry)
                .sorted(Comparator.comparingInt(this::rank).thenComparing(CatalogEntry::name))
                .toList();
        boolean more = ranked.size() > limit;
        return new Catalog.Found(more ? ranked.subList(0, limit) : ranked, more || cut);
    }

    /** The names behind {@code after} that match, in the order of their UTF-8 bytes. */
    Catalog.Page page(String after, int limit) {
        if (query.impossible()) {
            return new Catalog.Page(List.of(), null);
        }
        String match = match();
        if (match != null) {
            Taken all = take(CANDIDATES + 1, row -> true, BY_TRIGRAMS, match);
            if (all.rows().size() <= CANDIDATES && all.looked() < SCANNED) {
                return pageOf(behind(after, all.entries(), limit + 1), limit);
            }
        }
        String end = jdbc.queryForList(END_OF_SCAN, String.class, after).stream()
                .findFirst()
                .orElse(null);
        String last = end == null ? LAST_CHARACTER : end; // not rare: the next ones are near, in name order
        Taken next = take(limit + 1, row -> true, IN_ORDER, after, last, query.longestRun());
        if (next.rows().size() > limit) {
            return pageOf(next.entries(), limit);
        }
        return new Catalog.Page(next.entries(), end == null ? null : cursor(end));
    }

    /** All names behind {@code after}, in the order of their UTF-8 bytes. */
    static Catalog.Page all(JdbcTemplate jdbc, String after, int limit) {
        String sql = SELECT + "WHERE name > ? ORDER BY name LIMIT ?";
        return pageOf(jdbc.query(sql, (row, i) -> FileRows.row(row).entry(), after, limit + 1), limit);
    }

    /** Names whose whole or last segment is this in NFC, case-sensitive. */
    static List<CatalogEntry> exactly(JdbcTemplate jdbc, String filename, int limit) {
        String nfc = Normalizer.normalize(filename, Normalizer.Form.NFC);
        String column = nfc.indexOf('/') >= 0 ? "folded" : "base";
        Predicate<Row> same = row -> {
            String name = row.entry().name().nfc();
            return name.equals(nfc) || name.substring(name.lastIndexOf('/') + 1).equals(nfc);
        };
        String sql = SELECT + "WHERE " + column + " = ? ORDER BY name";
        return jdbc.query(sql, firstOf(limit, folded -> true, same), Folding.fold(nfc))
                .entries();
    }

    /** Files of one content by name; {@code sizeBytes} null: of any size. */
    static List<CatalogEntry> withContent(JdbcTemplate jdbc, Sha256 root, Long sizeBytes, int limit) {
        String sql = SELECT + "WHERE root = ? AND size = ifnull(?, size) ORDER BY name LIMIT ?";
        return jdbc.query(sql, (row, i) -> FileRows.row(row).entry(), root.toBytes(), sizeBytes, limit);
    }

    /** Fills {@code found} up to one more than {@code limit}; true when matches may be left that nobody looked at. */
    private boolean collect(Map<Long, Row> found, int limit) {
        String literal = query.literal();
        if (!literal.isEmpty()) {
            String end = literal + LAST_CHARACTER;
            add(found, limit, SELECT + "WHERE base = ?", literal);
            add(found, limit, SELECT + "WHERE folded = ?", literal);
            add(found, limit, SELECT + "WHERE base >= ? AND base < ? ORDER BY base", literal, end);
            add(found, limit, SELECT + "WHERE folded >= ? AND folded < ? ORDER BY folded", literal, end);
        }
        String match = match();
        if (match != null) {
            return add(found, limit, BY_TRIGRAMS, match);
        }
        String prefix = query.prefix();
        if (!prefix.isEmpty()) {
            String column = query.ofWholeName() ? "folded" : "base";
            String range = "WHERE " + column + " >= ? AND " + column + " < ? ORDER BY " + column + " LIMIT " + SCANNED;
            return add(found, limit, SELECT + range, prefix, prefix + LAST_CHARACTER);
        }
        add(found, limit, BY_SCAN, query.longestRun());
        return found.size() <= limit && jdbc.queryForObject("SELECT files FROM total", Long.class) > SCANNED;
    }

    /** True when the rows came to their bound before {@code found} came to its. */
    private boolean add(Map<Long, Row> found, int limit, String sql, Object... parameters) {
        int room = limit + 1 - found.size();
        if (room <= 0) {
            return false;
        }
        Taken taken = take(room, row -> !found.containsKey(row.id()), sql, parameters);
        taken.rows().forEach(row -> found.put(row.id(), row));
        return taken.looked() == SCANNED;
    }

    private Taken take(int count, Predicate<Row> wanted, String sql, Object... parameters) {
        return jdbc.query(sql, firstOf(count, query::matchesFolded, wanted), parameters);
    }

    /** Reads rows until enough pass; the rest of the result is never computed. */
    private static ResultSetExtractor<Taken> firstOf(int count, Predicate<String> judge, Predicate<Row> wanted) {
        return rows -> {
            List<Row> taken = new ArrayList<>();
            int looked = 0;
            while (taken.size() < count && rows.next()) {
                looked++;
                if (judge.test(rows.getString(FileRows.FOLDED_COLUMN))) {
                    Row row = FileRows.row(rows);
                    if (wanted.test(row)) {
                        taken.add(row);
                    }
                }
            }
            return new Taken(taken, looked);
        };
    }

    /** What every match contains, in the language of FTS5: quoted trigrams, all of them; null if there is none. */
    private String match() {
        Set<String> trigrams = new LinkedHashSet<>();
        for (String run : query.runs()) {
            int[] characters = run.codePoints().toArray();
            for (int i = 0; i + 3 <= characters.length; i += 3) {
                trigrams.add(new String(characters, i, 3));
            }
            if (characters.length > 3) {
                trigrams.add(new String(characters, characters.length - 3, 3));
            }
        }
        String quoted = trigrams.stream()
                .limit(TRIGRAMS)
                .map(trigram -> '"' + trigram.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(" "));
        return quoted.isEmpty() ? null : quoted;
    }

    private int rank(CatalogEntry entry) {
        String literal = query.literal();
        String folded = Folding.fold(entry.name().value());
        String base = folded.substring(folded.lastIndexOf('/') + 1);
        if (literal.isEmpty() || folded.equals(literal) || base.equals(literal)) {
            return 0;
        }
        return folded.startsWith(literal) || base.startsWith(literal) ? 1 : 2;
    }

    private static List<CatalogEntry> behind(String after, List<CatalogEntry> entries, int count) {
        return entries.stream()
                .filter(entry -> compareUtf8(entry.name().value(), after) > 0)
                .sorted((a, b) -> compareUtf8(a.name().value(), b.name().value()))
                .limit(count)
                .toList();
    }

    private static Catalog.Page pageOf(List<CatalogEntry> oneMore, int limit) {
        if (oneMore.size() <= limit) {
            return new Catalog.Page(oneMore, null);
        }
        List<CatalogEntry> page = oneMore.subList(0, limit);
        return new Catalog.Page(page, cursor(page.get(limit - 1).name().value()));
    }

    private static String cursor(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The name in a cursor that {@link Catalog.Page#next} was. @throws PeerException INVALID_REQUEST for another text */
    static String behind(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw new PeerException(Reason.INVALID_REQUEST, "after is the next of the page before");
        }
    }

    // The database's order, which differs from String's beyond U+FFFF.
    private static int compareUtf8(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
