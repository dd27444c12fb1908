package io.parvada.peer.catalog;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SharedFolder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * One walk over the share: what it meets is in the catalog batch by batch, what it does not meet is looked for once more
 * and then removed. Nothing is written for a file that is as it was; what was met is one bit a row. Thread {@code index-1}.
 */
final class Scan implements SharedFolder.Visitor {

    private static final Logger log = LoggerFactory.getLogger(Scan.class);

    private static final int SKIPPED_REMEMBERED = 1_000;

    private static final String SAME = "SELECT id FROM file" + FileRows.AS_SEEN;
    private static final String UNREADABLE = "SELECT id FROM file WHERE state = 2 LIMIT 1";
    /** What could not be read waits for another try. */
    private static final String RETRY = "UPDATE file SET state = 0 WHERE state = 2";

    private final SharedFolder shared;
    private final CatalogDatabase database;
    private final Indexer indexer;
    private final Consumer<String> directory;
    private final long begun;
    private final long top;
    private final BitSet present = new BitSet();
    private final List<FileStat> batch = new ArrayList<>();
    private final Set<String> skipped = new HashSet<>();
    private Set<String> skippedBefore = Set.of();
    private long seen;

    /** @param directory told of each directory before it is read */
    Scan(SharedFolder shared, CatalogDatabase database, Indexer indexer, Consumer<String> directory) {
        this.shared = shared;
        this.database = database;
        this.indexer = indexer;
        this.directory = directory;
        this.begun = database.moment();
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
        if (!database.read(jdbc -> jdbc.queryForList(UNREADABLE)).isEmpty()) {
            database.write(jdbc -> jdbc.update(RETRY));
        }
    }

    Set<String> skipped() {
        return skipped;
    }

    @Override
    public void directory(String name) {
        directory.accept(name);
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
        // Read before the lock is taken: most scans find what the one before has left.
        List<FileStat> differing = top == 0 ? batch : database.read(this::differing);
        if (!differing.isEmpty()) {
            database.write(jdbc -> {
                FileRows.merge(jdbc, differing, shared::seen, this::met);
                return null;
            });
        }
        batch.clear();
        indexer.reached(seen);
    }

    /** Those of the batch that the rows do not show: new names, and files that have changed. */
    private List<FileStat> differing(JdbcTemplate jdbc) {
        return jdbc.execute((ConnectionCallback<List<FileStat>>) connection -> {
            List<FileStat> differing = new ArrayList<>();
            try (PreparedStatement same = connection.prepareStatement(SAME)) {
                for (FileStat stat : batch) {
                    same.setString(1, stat.name().value());
                    same.setLong(2, stat.sizeBytes());
                    same.setLong(3, FileRows.nanos(stat.modified()));
                    same.setString(4, stat.fileKey());
                    try (ResultSet rows = same.executeQuery()) {
                        if (rows.next()) {
                            met(rows.getLong(1));
                        } else {
                            differing.add(stat);
                        }
                    }
                }
            }
            return differing;
        });
    }

    private void met(long id) {
        present.set(Math.toIntExact(id));
    }

    // Ids of rows that came meanwhile are above top, or those of rows that went meanwhile: removal looks at the disk.
    // As
    // long as nothing was written the rows are those of the beginning, and counting them is enough: 20 ms for a
    // million.
    private void removeAbsent() {
        if (database.unchangedSince(begun) && database.read(jdbc -> countUpTo(jdbc, top)) == present.cardinality()) {
            return;
        }
        for (long after = 0; after < top && !indexer.stopped(); after += Indexer.BATCH) {
            long from = after;
            removeGone(shared, database, database.read(jdbc -> unmet(jdbc, from)));
        }
    }

    /** Takes those out of the catalog that are not on disk. */
    static void removeGone(SharedFolder shared, CatalogDatabase database, List<FileName> names) {
        List<FileName> gone = names.stream().filter(shared::gone).toList();
        if (gone.isEmpty()) {
            return;
        }
        database.write(jdbc -> {
            gone.stream().filter(shared::gone).forEach(name -> FileRows.remove(jdbc, name));
            return null;
        });
    }

    /** Of the {@link Indexer#BATCH} ids above {@code after} the names of those that the walk did not meet. */
    private List<FileName> unmet(JdbcTemplate jdbc, long after) {
        List<FileName> names = new ArrayList<>();
        RowCallbackHandler each = row -> {
            if (!present.get(Math.toIntExact(row.getLong(1)))) {
                names.add(new FileName(row.getString(2)));
            }
        };
        String sql = "SELECT id, name FROM file WHERE id > ? AND id <= ?";
        jdbc.query(sql, each, after, Math.min(top, after + Indexer.BATCH));
        return names;
    }

    private static long countUpTo(JdbcTemplate jdbc, long top) {
        return jdbc.queryForObject("SELECT count(*) FROM file WHERE id <= ?", Long.class, top);
    }
}
