package io.parvada.system.kernel;

import io.parvada.system.Required;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A tmpfs of 8 MiB and few inodes over a directory, until it is closed. Skips the test where none can be mounted. */
public final class SmallDisk implements AutoCloseable {

    private static final int BYTES = 8 << 20;
    private static final String OPTIONS = "size=" + BYTES + ",nr_inodes=200";

    private final Path at;
    private final List<Path> fillers = new ArrayList<>();

    private SmallDisk(Path at) {
        this.at = at;
    }

    public static SmallDisk mount(Path at) throws IOException {
        Files.createDirectories(at);
        Required.that(
                run("mount", "-t", "tmpfs", "-o", OPTIONS, "tmpfs", at.toString()) == 0, "no tmpfs can be mounted");
        return new SmallDisk(at);
    }

    /** As if another program had written all that is free but for so much. */
    public void fill(long remaining) throws IOException {
        Path filler = Files.createFile(at.resolve(".filler"));
        fillers.add(filler);
        Files.write(filler, new byte[Math.toIntExact(Math.max(0, at.toFile().getUsableSpace() - remaining))]);
    }

    /** As if another program had made so many small files that no other can be made. */
    public void useAllInodes() {
        try {
            while (true) {
                fillers.add(Files.createFile(at.resolve(".filler-" + fillers.size())));
            }
        } catch (IOException full) {
            // as it is meant
        }
    }

    public void free() throws IOException {
        for (Path filler : fillers) {
            Files.deleteIfExists(filler);
        }
        fillers.clear();
    }

    /** What is on it, for who wonders why there is no room. */
    public String holds() {
        long free = at.toFile().getUsableSpace();
        try (Stream<Path> files = Files.walk(at)) {
            return free + " bytes free: "
                    + files.filter(Files::isRegularFile)
                            .map(file ->
                                    at.relativize(file) + " " + file.toFile().length())
                            .toList();
        } catch (IOException | UncheckedIOException e) {
            return free + " bytes free, and " + e;
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", at.toString());
    }

    private static int run(String... command) throws InterruptedIOException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException notInstalled) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
