package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of the share becomes a link to a directory outside and back, while files are read and stored in it. */
class SymlinkFlipTest {

    private static final FileName NAME = new FileName("flip/x.txt");
    private static final byte OUTSIDE = 'o';

    @TempDir
    Path dir;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final ExecutorService flipper = Executors.newSingleThreadExecutor();
    private Path share;
    private Path outside;
    private int asides;
    private SharedFolder folder;

    @BeforeEach
    void open() throws Exception {
        share = Files.createDirectories(dir.resolve("share/flip")).getParent();
        outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(share.resolve("flip/x.txt"), "inside");
        Files.writeString(outside.resolve("x.txt"), "outside");
        Files.createSymbolicLink(share.resolve("link"), outside);
        folder = SharedFolder.open(share, share.resolve(".parvada"));
    }

    @AfterEach
    void end() throws Exception {
        stop.set(true);
        flipper.shutdown();
        assertThat(flipper.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noByteFromOutsideIsRead() throws Exception {
        readWhileFlipped(2_000);
    }

    @Test
    @Tag("large")
    void noByteFromOutsideIsReadInFiftyThousandFlips() throws Exception {
        readWhileFlipped(50_000);
    }

    private void readWhileFlipped(int flips) throws Exception {
        CompletableFuture<Void> flipping = CompletableFuture.runAsync(() -> flip(flips), flipper);
        int inside = 0;
        while (!flipping.isDone() || inside == 0) {
            try (OpenFile file = folder.read(NAME)) {
                ByteBuffer first = ByteBuffer.allocate(1);
                file.channel().read(first, 0);
                assertThat(first.get(0)).isNotEqualTo(OUTSIDE);
                assertThat(file.stat().sizeBytes()).isEqualTo("inside".length());
                inside++;
            } catch (PeerException linkOrBetween) {
                // Refusing is right at any moment but when the directory stands.
            }
            folder.walk(new SharedFolder.Visitor() {
                @Override
                public void file(FileStat file) {
                    assertThat(file.sizeBytes()).isEqualTo("inside".length());
                }

                @Override
                public void skipped(String display, PeerException why) {}
            });
        }
        flipping.get();
        assertThat(inside).isPositive();
    }

    @Test
    void noNameIsGivenOutside() throws Exception {
        storeWhileFlipped(200);
    }

    @Test
    @Tag("large")
    void noNameIsGivenOutsideInFiveThousandCommits() throws Exception {
        storeWhileFlipped(5_000);
    }

    private void storeWhileFlipped(int times) throws Exception {
        CompletableFuture<Void> flipping = CompletableFuture.runAsync(() -> flip(Integer.MAX_VALUE), flipper);
        Sample sample = Sample.of(100, 1);
        for (int i = 0; i < times; i++) {
            try (StagedFile staged = folder.staging().stage("key", sample.content())) {
                sample.into(staged);
                folder.commit(
                        staged,
                        new FileName(i % 3 == 0 ? "flip/new-" + i : "flip/d" + i % 3 + "/new-" + i),
                        i % 2 == 0);
            } catch (PeerException linkOrBetween) {
                // as above
            }
        }
        stop.set(true);
        flipping.get();
        assertThat(outside.toFile().list()).containsExactly("x.txt");
    }

    /** Ends with the directory in its place. */
    private void flip(int times) {
        try {
            for (int i = 0; i < times && !stop.get(); i++) {
                Files.move(share.resolve("flip"), share.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
                moveToFlip(share.resolve("link"));
                Files.move(share.resolve("flip"), share.resolve("link"), StandardCopyOption.ATOMIC_MOVE);
                moveToFlip(share.resolve("away"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // While nothing is there, a commit makes the directory that it misses.
    private void moveToFlip(Path from) throws IOException {
        while (true) {
            try {
                Files.move(from, share.resolve("flip"), StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (FileSystemException madeMeanwhile) {
                Path aside = share.resolve("aside-" + asides++);
                Files.move(share.resolve("flip"), aside, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
