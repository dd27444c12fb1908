package io.parvada.peer.catalog;

import io.parvada.peer.catalog.FileRows.Row;
import io.parvada.peer.catalog.FileRows.State;
import io.parvada.peer.names.NameQuery;
import io.parvada.peer.pace.Pace;
import io.parvada.peer.watch.ShareWatcher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SharedFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this peer shares. Thread-safe; reads never wait for the indexer, and see what was committed before they began.
 * Every method may throw {@link PeerException} STORAGE_FAILURE when the database fails. Limits are taken as 1 to 1,000.
 */
public final class Catalog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Catalog.class);

    private static final int MOST = 1_000;

    /** Ranked exact name, prefix, the rest; truncated when there were more, or when not all could be looked at. */
    public record Found(List<CatalogEntry> entries, boolean truncated) {}

    /** One page in name order; next is null at the end. A page may be short, even empty, and not be the last. */
    public record Page(List<CatalogEntry> entries, String next) {}

    public record Totals(long count, long bytes) {}

    public record Overview(Totals totals, Indexing indexing) {}

    /** Progress of the index: SCANNING the tree, HASHING contents, or IDLE. done and total count files of that state. */
    public record Indexing(State state, long done, long total) {
        public enum State {
            SCANNING,
            HASHING,
            IDLE
        }
    }

    /** Piece hashes of a committed content, in order: first index and concatenated hashes. */
    @FunctionalInterface
    public interface LayerReader {
        byte[] read(int first, int count);
    }

    private final SharedFolder shared;
    private final CatalogDatabase database;
    private final Hashing hashing;
    private final Indexer indexer;
    private final ShareWatcher watcher;
    private final NameSearch.Samples samples;

    private Catalog(SharedFolder shared, Path sharedDir, CatalogDatabase database, Hashing hashing) {
        this.shared = shared;
        this.database = database;
        samples = new NameSearch.Samples(database);
        this.hashing = hashing;
        indexer = new Indexer(shared, database, hashing.queue());
        watcher = new ShareWatcher(sharedDir, indexer);
    }

    /**
     * Opens {@code catalog.db} in the state directory, made anew if it is missing or broken, and begins to scan, watch and
     * hash the share on threads of its own. What the last run knew can be asked for at once.
     *
     * @param shared the door to {@code sharedDir}; stays open until the catalog is closed
     * @param hashing the pace at which files are read for their hashes
     * @throws PeerException STORAGE_FAILURE, STORAGE_FULL if no database can be opened there
     */
    public static Catalog open(SharedFolder shared, Path sharedDir, Path stateDir, Clock clock, Pace hashing) {
        CatalogDatabase database = CatalogFile.open(stateDir, clock);
        database.write(Layers::forgetUnsettled);
        Catalog catalog = new Catalog(shared, sharedDir, database, new Hashing(shared, database, clock, hashing));
        catalog.hashing.start();
        catalog.watcher.start();
        return catalog;
    }

    public Found search(NameQuery query, int limit) {
        return samples.best(query, bounded(limit));
    }

    /** sizeBytes null: any size. */
    public Found searchContent(Sha256 root, Long sizeBytes, int limit) {
        return database.read(jdbc -> NameSearch.withContent(jdbc, root, sizeBytes, bounded(limit)));
    }

    /**
     * query null: all. after null: from the start; else the next of the page before.
     *
     * @throws PeerException INVALID_REQUEST for an {@code after} that no page had
     */
    public Page list(NameQuery query, String after, int limit) {
        String behind = after == null ? "" : NamePages.behind(after);
        int most = bounded(limit);
        return database.read(jdbc ->
                query == null ? NamePages.all(jdbc, behind, most) : new NamePages(jdbc, query).page(behind, most));
    }

    /** @return the entry, or empty when no such file is shared */
    public Optional<CatalogEntry> find(FileName name) {
        return database.read(jdbc -> FileRows.find(jdbc, name)).map(Row::entry);
    }

    /** The first by name of the files with this content. */
    public Optional<CatalogEntry> find(ContentId content) {
        return database
                .read(jdbc -> NameSearch.withContent(jdbc, content.root(), content.sizeBytes(), 1)
                        .entries())
                .stream()
                .findFirst();
    }

    /**
     * The entry with its root, for who needs proof now.
     *
     * @throws PeerException FILE_NOT_FOUND; BUSY with Retry-After and the progress while it is hashed, and the file moves
     *     to the head of the queue; STORAGE_FAILURE if this peer could not read it
     */
    public CatalogEntry hashed(FileName name) {
        Row row = database.read(jdbc -> FileRows.find(jdbc, name))
                .orElseThrow(
                        () -> new PeerException(Reason.FILE_NOT_FOUND, "no shared file has the name '" + name + "'"));
        if (row.entry().root() != null) {
            return row.entry();
        }
        hashing.queue().first(name);
        if (row.state() == State.UNREADABLE) {
            throw new PeerException(Reason.STORAGE_FAILURE, "this peer could not read '" + name + "'");
        }
        throw hashing.queue().busy(row.entry());
    }

    /**
     * Concatenated hashes first..first+count-1 of the layer.
     *
     * @throws PeerException FILE_NOT_FOUND; INVALID_RANGE outside the layer, which is empty for a content of one piece
     */
    public byte[] layer(ContentId content, int first, int count) {
        return database.read(jdbc -> Layers.read(jdbc, content, first, count));
    }

    /**
     * A file came in proven, and is findable when this returns. sha256 null: read in the background.
     *
     * @param layer read before this returns, unless the layer of this content is here already
     */
    public CatalogEntry committed(FileStat file, ContentId content, Sha256 sha256, LayerReader layer) {
        database.write(jdbc -> {
            // Another commit, or a deletion, of this name may be noted already: the disk decides.
            Optional<FileStat> now = shared.seen(file.name());
            if (now.isPresent() && FileRows.same(now.get(), file)) {
                Layers.store(jdbc, content, layer);
                FileRows.put(jdbc, file, content.root(), sha256);
            }
            return null;
        });
        hashing.queue().wake();
        indexer.changed(file.name());
        return new CatalogEntry(file.name(), file.sizeBytes(), file.modified(), sha256, content.root());
    }

    /** The file was deleted, and cannot be found any more when this returns; one that has its name since, can. */
    public void removed(FileName name) {
        database.write(jdbc -> {
            if (shared.gone(name)) {
                FileRows.remove(jdbc, name);
            }
            return null;
        });
        indexer.changed(name);
    }

    /** The file on disk is not what the index says: its hashes count no more, and it is read again, first of all. */
    public void suspect(FileName name) {
        database.write(jdbc -> {
            if (shared.gone(name)) {
                FileRows.remove(jdbc, name);
            } else {
                shared.seen(name).ifPresent(now -> FileRows.doubt(jdbc, now));
            }
            return null;
        });
        hashing.queue().first(name);
        log.info("'{}' is not what was indexed: it is read again", name);
    }

    /** The file may have changed: it is looked at soon, and hashed again if so. Any thread; does not wait. */
    public void changed(FileName name) {
        indexer.changed(name);
    }

    public Totals totals() {
        return overview().totals();
    }

    public Indexing indexing() {
        return overview().indexing();
    }

    /** One short read. */
    public Overview overview() {
        return database.read(jdbc -> jdbc.queryForObject(
                "SELECT files, bytes, waiting FROM total",
                (row, i) -> new Overview(
                        new Totals(row.getLong(1), row.getLong(2)), indexer.progress(row.getLong(1), row.getLong(3)))));
    }

    /** A moment, for {@link #unchangedSince}: what was changed before it is in all reads that begin from now on. */
    public long moment() {
        return database.moment();
    }

    /** Whether nothing has been written since, not even begun. Costs nothing. */
    public boolean unchangedSince(long moment) {
        return database.unchangedSince(moment);
    }

    /** Tells each folded name with its root (null until hashed), in no order, as they are at one moment. */
    public void each(BiConsumer<String, Sha256> entry) {
        database.read(jdbc -> NamePages.each(jdbc, entry));
    }

    /** Ends the threads, then the database; at most 30 s. */
    @Override
    public void close() {
        indexer.close();
        watcher.close();
        hashing.close();
        database.close();
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(limit, MOST));
    }
}
