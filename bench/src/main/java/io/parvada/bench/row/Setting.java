package io.parvada.bench.row;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.rival.Jars;
import java.nio.file.Path;

/**
 * What all rows share.
 *
 * @param memory a directory in memory (tmpfs): there no disk is measured
 * @param disk a directory on a disk
 * @param plots where pictures go
 * @param quick small files and two turns, to see whether a row runs; its figures mean nothing
 */
public record Setting(Path repository, Path memory, Path disk, Path plots, boolean quick) {

    private static final long QUICK_BYTES = 64L << 20;
    private static final int QUICK_FILES = 20_000;

    public Lab inMemory() {
        return new Lab(memory);
    }

    public Lab onDisk() {
        return new Lab(disk);
    }

    public Jars jars() {
        return Jars.in(repository);
    }

    /** The size of a row, or a small one. */
    public long bytes(long whole) {
        return quick ? Math.min(whole, QUICK_BYTES) : whole;
    }

    /** The number of files of a row, or a small one; {@code -Dbench.files} says another. */
    public int files(int whole) {
        return Integer.getInteger("bench.files", quick ? Math.min(whole, QUICK_FILES) : whole);
    }

    public int turns() {
        return quick ? 2 : 5;
    }
}
