package io.parvada.peer.catalog;

import io.parvada.peer.catalog.Catalog.Indexing.State;
import io.parvada.peer.watch.Watched;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SharedFolder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Keeps the names in the catalog those on disk, on thread {@code index-1}: a scan at start, single names when the watcher
 * tells of them, and a scan now and then for what no watcher tells (network mounts, overflowing queues).
 */
final class Indexer implements Watched, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Indexer.class);
    /** Names in one transaction: about 150 ms, the longest that a committed upload waits for the indexer. */
    static final int BATCH = 4_096;
    /** Told names that wait; beyond, a scan finds them. */
    private static final int PENDING = 4_096;

    private static final long SETTLE_MILLIS = 200;
    /** From scan to scan at least: what the watcher missed in a small share is seen within this. */
    private static final long SHORTEST_MILLIS = 4_000;
    /** Rest after a scan, in scans: 19 keeps scanning below 5 % of a core; a million files, 5 s, are seen each 100 s. */
    private static final int REST = 19;
    /** Where nothing is watched, and after events were lost: 20 % of a core. */
    private static final int REST_UNWATCHED = 4;

    private final SharedFolder shared;
    private final CatalogDatabase database;
    private final HashQueue hashing;
    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("index-"));

    // Guarded by this.
    private final Set<FileName> pending = new LinkedHashSet<>();
    private boolean drainDue;
    private ScheduledFuture<?> nextScan;
    private long lastScanMillis;

    private volatile boolean stopped;
    private volatile boolean unwatched;
    private volatile boolean scanned;
    private volatile long seen;

    // Confined to index-1.
    private Set<String> skipped = Set.of();
    private boolean failing;

    Indexer(SharedFolder shared, CatalogDatabase database, HashQueue hashing) {
        this.shared = shared;
        this.database = database;
        this.hashing = hashing;
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public boolean readAll(Consumer<String> directory) {
        try {
            executor.submit(() -> scan(directory)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
            log.debug("the first scan was stopped", e);
        }
        return scanned;
    }

    /** Any thread. */
    @Override
    public synchronized void changed(FileName name) {
        if (pending.size() >= PENDING) {
            scanSoon();
            return;
        }
        pending.add(name);
        if (!drainDue && !stopped) {
            drainDue = true;
            executor.schedule(this::drain, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void scanSoon() {
        long soon = Math.max(SETTLE_MILLIS, REST_UNWATCHED * lastScanMillis);
        if (nextScan == null || nextScan.getDelay(TimeUnit.MILLISECONDS) > soon) {
            scanAfter(soon);
        }
    }

    /** Scans more often from now on. */
    @Override
    public void unwatched() {
        unwatched = true;
        scanSoon();
    }

    /** @param files in the catalog, of which {@code waiting} are not read yet */
    Catalog.Indexing progress(long files, long waiting) {
        if (!scanned) {
            return new Catalog.Indexing(State.SCANNING, seen, Math.max(files, seen));
        }
        return new Catalog.Indexing(waiting > 0 ? State.HASHING : State.IDLE, files - waiting, files);
    }

    boolean stopped() {
        return stopped;
    }

    /** A scan has come so far; what was told meanwhile does not wait for its end. */
    void reached(long files) {
        seen = files;
        hashing.wake();
        drain();
    }

    @Override
    public void close() {
        stopped = true;
        end(executor);
    }

    /** Lets the running task end by itself, at most 10 s, and starts no further one. */
    static void end(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void scanAfter(long millis) {
        if (stopped) {
            return;
        }
        if (nextScan != null) {
            nextScan.cancel(false);
        }
        nextScan = executor.schedule(() -> scan(directory -> {}), millis, TimeUnit.MILLISECONDS);
    }

    private void scan(Consumer<String> directory) {
        synchronized (this) {
            nextScan = null;
        }
        long start = System.nanoTime();
        try {
            Scan scan = new Scan(shared, database, this, directory);
            scan.run(skipped);
            skipped = scan.skipped();
            scanned = true;
            failing = false;
        } catch (CancellationException e) {
            return;
        } catch (RuntimeException e) {
            failed("the share cannot be scanned, and is tried again", e);
        }
        hashing.help();
        rest((System.nanoTime() - start) / 1_000_000);
    }

    private synchronized void rest(long scanMillis) {
        lastScanMillis = scanMillis;
        boolean asked = nextScan != null;
        long least = asked ? SETTLE_MILLIS : SHORTEST_MILLIS;
        scanAfter(Math.max(least, scanMillis * (asked || unwatched ? REST_UNWATCHED : REST)));
    }

    private void failed(String what, RuntimeException e) {
        if (!failing && !stopped) {
            log.warn("{}: {}", what, e.toString());
        }
        failing = true;
    }

    private void drain() {
        List<FileName> names;
        synchronized (this) {
            drainDue = false;
            names = List.copyOf(pending);
            pending.clear();
        }
        try {
            look(names);
        } catch (RuntimeException e) {
            failed("changes in the share cannot be noted", e);
            scanSoon();
        }
    }

    private void look(List<FileName> names) {
        if (names.isEmpty()) {
            return;
        }
        List<FileName> gone = new ArrayList<>();
        database.write(jdbc -> {
            List<FileStat> there = new ArrayList<>();
            for (FileName name : names) {
                if (shared.gone(name)) {
                    gone.add(name);
                } else {
                    shared.seen(name).ifPresent(there::add);
                }
            }
            FileRows.merge(jdbc, there, shared::seen, id -> {});
            gone.forEach(name -> FileRows.remove(jdbc, name));
            return null;
        });
        gone.forEach(this::lookBelow);
        hashing.wake();
    }

    /** A name that is no file may be, or have been, a directory: its files are looked at one by one. */
    private void lookBelow(FileName directory) {
        String after = directory.value() + "/";
        while (after != null && !stopped) {
            String from = after;
            List<FileName> below = database.read(jdbc -> FileRows.below(jdbc, directory, from, BATCH));
            Scan.removeGone(shared, database, below);
            after = below.isEmpty() ? null : below.get(below.size() - 1).value();
        }
    }
}
