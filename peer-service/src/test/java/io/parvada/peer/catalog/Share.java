package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.pace.Pace;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.SharedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A share in a directory of the test, with its real catalog. */
final class Share implements AutoCloseable {

    static final Instant LONG_AGO = Instant.parse("2026-01-02T03:04:05.123456789Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Path dir;
    final Path state;
    private final Clock clock;
    private final Pace hashing;
    private SharedFolder folder;
    private Catalog catalog;

    Share(Path dir) {
        this(dir, dir.resolve(FileName.RESERVED), Clock.systemUTC());
    }

    Share(Path dir, Path state, Clock clock) {
        this(dir, state, clock, Pace.unlimited());
    }

    Share(Path dir, Path state, Clock clock, Pace hashing) {
        this.hashing = hashing;
        this.dir = dir;
        this.state = state;
        this.clock = clock;
    }

    Catalog open() {
        folder = SharedFolder.open(dir, state);
        catalog = Catalog.open(folder, dir, state, clock, hashing);
        return catalog;
    }

    /** Opened, scanned and hashed. */
    Catalog openIndexed() {
        open();
        awaitIdle();
        return catalog;
    }

    SharedFolder folder() {
        return folder;
    }

    void awaitIdle() {
        await(() -> catalog.indexing().state() == Catalog.Indexing.State.IDLE);
    }

    Path put(String name, String text) {
        return put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file that has been quiet for long. */
    Path put(String name, byte[] bytes) {
        try {
            Path file = dir.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void delete(String name) {
        try {
            Files.delete(dir.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> names(List<CatalogEntry> entries) {
        return entries.stream().map(entry -> entry.name().value()).toList();
    }

    /** Looks again every few milliseconds, and fails when it takes too long. */
    static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(until);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        if (catalog != null) {
            catalog.close();
            folder.close();
            catalog = null;
        }
    }
}
