package io.parvada.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A tmpfs of a few MiB over a directory, until it is closed. Skips the test where none can be mounted. */
public final class SmallDisk implements AutoCloseable {

    private static final String FILLER = ".filler";

    private final Path at;

    private SmallDisk(Path at) {
        this.at = at;
    }

    /** @param at made if missing; what it held is hidden meanwhile */
    public static SmallDisk mount(Path at, int mebibytes) throws IOException {
        Files.createDirectories(at);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", at.toString()) == 0;
        Machine.can(mounted, "mount a tmpfs");
        return new SmallDisk(at);
    }

    /** No writing any more. Nothing on it may be open for writing. */
    public void readOnly() throws IOException {
        assertThat(run("mount", "-o", "remount,ro", at.toString())).isZero();
    }

    public long freeBytes() {
        return at.toFile().getUsableSpace();
    }

    /** As if another program had written all that is free but for so much. */
    public void fill(long remaining) throws IOException {
        long bytes = freeBytes() - remaining;
        Files.write(at.resolve(FILLER), new byte[Math.toIntExact(bytes)]);
    }

    public void empty() throws IOException {
        Files.deleteIfExists(at.resolve(FILLER));
    }

    /** What has a name on it, however hidden, and some bytes. */
    public List<String> names() throws IOException {
        try (Stream<Path> walk = Files.walk(at)) {
            return walk.filter(Files::isRegularFile)
                    .filter(path -> path.toFile().length() > 0)
                    .map(path -> at.relativize(path).toString())
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        assertThat(run("umount", "-l", at.toString())).isZero();
    }

    private static int run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException notInstalled) {
            return -1;
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
