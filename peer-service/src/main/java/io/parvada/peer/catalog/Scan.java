package io.parvada.peer.catalog;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SharedFolder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * One walk over the share: what it meets is in the catalog batch by batch, what it does not meet is looked for once more
 * and then removed. Nothing is written for a file that is as it was; what was met is one bit a row. Thread {@code index-1}.
 */
final class Scan implements SharedFolder.Visitor {

    private static final Logger log = LoggerFactory.getLogger(Scan.class);

    private static final int SKIPPED_REMEMBERED = 1_000;

    private final SharedFolder shared;
    private final CatalogDatabase database;
    private final Indexer indexer;
    private final long top;
    private final BitSet present = new BitSet();
    private final List<FileStat> batch = new ArrayList<>();
    private final Set<String> skipped = new HashSet<>();
    private Set<String> skippedBefore = Set.of();
    private long seen;

    Scan(SharedFolder shared, CatalogDatabase database, Indexer indexer) {
        this.shared = shared;
        this.database = database;
        this.indexer = indexer;
        this.top = database.read(FileRows::top);
    }

    /**
     * @param known what the scan before had skipped; it is not logged again
     * @throws PeerException FORBIDDEN, STORAGE_FAILURE if the share cannot be read: then nothing is removed
     */
    void run(Set<String> known) {
        skippedBefore = known;
        shared.walk(this);
        flush();
        removeAbsent();
        database.write(FileRows::retryUnreadable);
    }

    Set<String> skipped() {
        return skipped;
    }

    @Override
    public void file(FileStat file) {
        batch.add(file);
        seen++;
        if (batch.size() == Indexer.BATCH) {
            flush();
        }
    }

    @Override
    public void skipped(String display, PeerException why) {
        if (skipped.size() < SKIPPED_REMEMBERED && skipped.add(display) && !skippedBefore.contains(display)) {
            log.warn("{} is not shared: {}", display, why.detail());
        }
    }

    private void flush() {
        if (indexer.stopped()) {
            throw new CancellationException();
        }
        database.write(jdbc -> {
            FileRows.merge(jdbc, batch, indexer::onDisk, id -> present.set(Math.toIntExact(id)));
            return null;
        });
        batch.clear();
        indexer.reached(seen);
    }

    // Ids of rows that came meanwhile are above top, or those of rows that went meanwhile: removal looks at the disk.
    private void removeAbsent() {
        long met = present.get(0, Math.toIntExact(top) + 1).cardinality();
        if (database.read(jdbc -> countUpTo(jdbc, top)) == met) {
            return;
        }
        for (long after = 0; after < top && !indexer.stopped(); ) {
            long from = after;
            SortedMap<Long, FileName> rows = database.read(jdbc -> names(jdbc, from, top));
            after = rows.isEmpty() ? top : rows.lastKey();
            rows.keySet().removeIf(id -> present.get(Math.toIntExact(id)));
            indexer.removeGone(List.copyOf(rows.values()));
        }
    }

    /** Some rows with ids above {@code after} and up to {@code top}: their names by id, in order. */
    private static SortedMap<Long, FileName> names(JdbcTemplate jdbc, long after, long top) {
        SortedMap<Long, FileName> names = new TreeMap<>();
        String sql = "SELECT id, name FROM file WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";
        RowCallbackHandler each = row -> names.put(row.getLong(1), new FileName(row.getString(2)));
        jdbc.query(sql, each, after, top, Indexer.BATCH);
        return names;
    }

    private static long countUpTo(JdbcTemplate jdbc, long top) {
        return jdbc.queryForObject("SELECT count(*) FROM file WHERE id <= ?", Long.class, top);
    }
}
