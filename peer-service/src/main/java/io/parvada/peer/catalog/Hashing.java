package io.parvada.peer.catalog;

import io.parvada.peer.catalog.FileRows.Row;
import io.parvada.peer.catalog.FileRows.State;
import io.parvada.peer.pace.Pace;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.storage.SmallFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Reads the files that wait for it on thread {@code hash-1}: those asked for first ({@link HashQueue}), then by age in the
 * catalog. {@code hash-2} helps with small ones once all names are known, so that at most two files are read at a time.
 * Both keep to the pace that they are given. What is read counts only if the disk shows the same file before and after,
 * and the catalog when it is noted.
 */
final class Hashing implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Hashing.class);

    /** A file whose time is nearer to now than this may still be written to: it waits. */
    static final Duration QUIET = Duration.ofSeconds(1);

    private static final int PAGE = 256;
    /** Fewer small files are not worth a second thread. */
    private static final int SHARED_OUT = 32;

    private final SharedFolder shared;
    private final CatalogDatabase database;
    private final Clock clock;
    private final HashQueue queue = new HashQueue();
    private final ExecutorService executor = Executors.newFixedThreadPool(2, new CustomizableThreadFactory("hash-"));

    private final Pace pace;
    private final Pace.Flow mine;
    private final Pace.Flow helpers;

    // Confined to hash-1.
    private final Queue<FileName> page = new ArrayDeque<>();
    private List<FileName> small = List.of();
    private final Readings readings;
    private final ByteBuffer buffer = ByteBuffer.allocate(Pieces.PIECE_BYTES);
    private long cursor;
    private long gatherings;
    private boolean deferred;
    private boolean failing;

    /** @param pace of all that is read */
    Hashing(SharedFolder shared, CatalogDatabase database, Clock clock, Pace pace) {
        this.shared = shared;
        this.database = database;
        this.clock = clock;
        this.readings = new Readings(database);
        this.pace = pace;
        this.mine = pace.flow(queue::turned);
        this.helpers = pace.flow(queue::turned);
    }

    void start() {
        executor.execute(this::run);
    }

    HashQueue queue() {
        return queue;
    }

    /** Ends after the buffer that is being read; what was read of that file is read again at the next start. */
    @Override
    public void close() {
        queue.stop();
        Indexer.end(executor);
        mine.close();
        helpers.close();
    }

    private void run() {
        while (!queue.stopped()) {
            try {
                FileName asked = queue.poll();
                if (asked != null) {
                    hashAsked(asked, true);
                } else {
                    hashNext();
                }
                failing = false;
            } catch (RuntimeException e) {
                if (!failing && !queue.stopped()) {
                    log.warn("hashing fails and is tried again each second: {}", e.toString());
                }
                failing = true;
                deferred = true;
                readings.clear();
                page.clear();
                small = List.of();
                queue.await(QUIET);
            }
        }
        readings.note();
    }

    private void hashNext() {
        if (!small.isEmpty()) {
            hashSmall(small);
            return;
        }
        if (!page.isEmpty()) {
            hash(page.remove(), true);
            return;
        }
        List<Row> rows = database.read(jdbc -> FileRows.waiting(jdbc, cursor, PAGE));
        if (rows.isEmpty()) {
            deferred |= !readings.note();
            cursor = 0;
            queue.await(deferred ? QUIET.dividedBy(2) : null);
            deferred = false;
            return;
        }
        cursor = rows.get(rows.size() - 1).id();
        small = new ArrayList<>();
        for (Row row : rows) {
            (row.entry().sizeBytes() <= SmallFiles.MOST_BYTES ? small : page)
                    .add(row.entry().name());
        }
    }

    /** Ends early when someone asks for a file: the others wait for the next call. */
    private void hashSmall(List<FileName> names) {
        int half = queue.helped() && names.size() >= SHARED_OUT ? names.size() / 2 : names.size();
        CompletableFuture<List<SmallFiles.Outcome>> others = half == names.size()
                ? CompletableFuture.completedFuture(List.of())
                : CompletableFuture.supplyAsync(() -> hashed(names.subList(half, names.size()), helpers), executor);
        List<SmallFiles.Outcome> outcomes = new ArrayList<>(hashed(names.subList(0, half), mine));
        outcomes.addAll(others.join());
        boolean endedEarly = queue.isAsked();
        small = new ArrayList<>();
        for (SmallFiles.Outcome outcome : outcomes) {
            if (outcome.hashed() != null) {
                readings.add(outcome.hashed(), null);
            } else if (outcome.failure() != null) {
                cannotRead(outcome.name(), outcome.failure());
            } else if (endedEarly) {
                small.add(outcome.name());
            } else {
                deferred = true;
            }
        }
        deferred |= !readings.noteIfMany();
    }

    private List<SmallFiles.Outcome> hashed(List<FileName> names, Pace.Flow flow) {
        return shared.hashSmall(
                names, stat -> Readings.isQuiet(stat, clock.instant(), QUIET) && queue.next(flow, stat.sizeBytes()));
    }

    private void hashAsked(FileName name, boolean mayPause) {
        deferred |= !readings.note();
        boolean waits = database.read(jdbc -> FileRows.find(jdbc, name))
                .filter(row -> row.state() != State.READ)
                .isPresent();
        if (waits) {
            hash(name, mayPause);
            deferred |= !readings.note();
        }
    }

    /** @param mayPause whether files that someone asks for meanwhile are read in between */
    private void hash(FileName name, boolean mayPause) {
        HashQueue.Current before = queue.current();
        try (OpenFile file = shared.read(name)) {
            FileStat stat = file.stat();
            if (!readings.isQuiet(stat, clock.instant())) {
                deferred = true;
                return;
            }
            readings.begin(stat, clock.instant());
            queue.begin(name, stat.sizeBytes());
            Layers.Gathering layer = new Layers.Gathering(database, ++gatherings);
            ContentHasher hasher = new ContentHasher(layer);
            if (read(file, hasher, mayPause) && !file.changed()) {
                readings.add(new SmallFiles.Hashed(stat, hasher.finish()), layer);
            } else {
                deferred = true;
                database.write(jdbc -> layer.discard(jdbc));
            }
        } catch (PeerException e) {
            cannotRead(name, e);
        } catch (IOException e) {
            cannotRead(name, new PeerException(Reason.STORAGE_FAILURE, String.valueOf(e.getMessage()), e));
        } finally {
            queue.begin(before);
        }
        deferred |= !readings.noteIfMany();
    }

    private boolean read(OpenFile file, ContentHasher hasher, boolean mayPause) throws IOException {
        long position = 0;
        while (queue.turn(mine, 0)) {
            int n = file.channel()
                    .read(buffer.clear().limit((int) Math.min(buffer.capacity(), pace.atOnce())), position);
            if (n < 0) {
                return position == file.stat().sizeBytes();
            }
            hasher.update(buffer.flip());
            position += n;
            queue.progress(n);
            mine.moved(n);
            FileName asked = mayPause ? queue.poll() : null;
            if (asked != null && !asked.equals(file.stat().name())) {
                hashAsked(asked, false);
            }
        }
        return false;
    }

    private void cannotRead(FileName name, PeerException why) {
        boolean gone = why.reason() == Reason.FILE_NOT_FOUND;
        boolean later = gone || why.reason().retryable();
        deferred |= later;
        if (!later && readings.isNewlyUnreadable(name)) {
            log.warn("{} cannot be read, and so not be proven to anyone: {}", name, why.detail());
        }
        database.write(jdbc -> {
            if (gone && shared.gone(name)) {
                FileRows.remove(jdbc, name);
            } else if (!later) {
                FileRows.setState(jdbc, name, State.UNREADABLE);
            }
            return null;
        });
    }
}
