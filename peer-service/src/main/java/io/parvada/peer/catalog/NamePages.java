package io.parvada.peer.catalog;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/** All names, or those that match, page by page in the order of their UTF-8 bytes. */
final class NamePages {

    /** Rows that one page sorts. */
    private static final int SORTED = 1_000;
    /** Names that one page without trigrams passes over: about 20 ms. */
    private static final int PASSED_OVER = 100_000;

    private static final String IN_ORDER =
            NameSearch.SELECT + "WHERE name > ? AND name <= ? AND instr(folded, ?) > 0 ORDER BY name";
    private static final String END_OF_PAGE =
            "SELECT name FROM file WHERE name > ? ORDER BY name LIMIT 1 OFFSET " + (PASSED_OVER - 1);

    private final JdbcTemplate jdbc;
    private final NameQuery query;
    private final NameSearch search;

    NamePages(JdbcTemplate jdbc, NameQuery query) {
        this.jdbc = jdbc;
        this.query = query;
        this.search = new NameSearch(jdbc, query);
    }

    /** The names behind {@code after} that match, in the order of their UTF-8 bytes. */
    Catalog.Page page(String after, int limit) {
        if (query.impossible()) {
            return new Catalog.Page(List.of(), null);
        }
        String match = search.match();
        if (match != null) {
            NameSearch.Taken all = search.take(SORTED + 1, PASSED_OVER, search::judged, NameSearch.BY_TRIGRAMS, match);
            if (!all.cut()) {
                return pageOf(behind(after, all.entries(), limit + 1), limit);
            }
        }
        String end = jdbc.queryForList(END_OF_PAGE, String.class, after).stream()
                .findFirst()
                .orElse(null);
        String last = end == null ? NameSearch.LAST_CHARACTER : end; // not rare: the next ones are near, in name order
        NameSearch.Taken next =
                search.take(limit + 1, Integer.MAX_VALUE, search::judged, IN_ORDER, after, last, query.longestRun());
        if (next.matches().size() > limit) {
            return pageOf(next.entries(), limit);
        }
        return new Catalog.Page(next.entries(), end == null ? null : cursor(end));
    }

    /** All names behind {@code after}, in the order of their UTF-8 bytes. */
    static Catalog.Page all(JdbcTemplate jdbc, String after, int limit) {
        String sql = NameSearch.SELECT + "WHERE name > ? ORDER BY name LIMIT ?";
        return pageOf(jdbc.query(sql, (row, i) -> FileRows.entry(row), after, limit + 1), limit);
    }

    /** Tells each folded name with its root, or null, in no order. @return how many */
    static int each(JdbcTemplate jdbc, BiConsumer<String, Sha256> entry) {
        ResultSetExtractor<Integer> rows = row -> {
            int told = 0;
            while (row.next()) {
                byte[] root = row.getBytes(2);
                entry.accept(row.getString(1), root == null ? null : Sha256.ofBytes(root));
                told++;
            }
            return told;
        };
        return jdbc.query("SELECT folded, root FROM file", rows);
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
