package io.parvada.transfer.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashPassTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    Path dir;

    private ExecutorService threads;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2",
        "1, 2",
        "16384, 2",
        "16385, 2",
        "1048576, 2",
        "1048577, 2",
        "3000001, 1",
        "3000001, 2",
        "41943040, 3",
        "41943041, 4"
    })
    void byAnyNumberOfThreadsItTellsWhatOnePassInOrderTells(int size, int threads) throws Exception {
        byte[] bytes = random(size);
        List<Sha256> expected = new ArrayList<>();
        ContentHasher inOrder = new ContentHasher((index, hash) -> expected.add(hash));
        inOrder.update(ByteBuffer.wrap(bytes));
        List<Long> done = new ArrayList<>();

        try (LocalFile file = LocalFile.open(Files.write(dir.resolve("file"), bytes));
                LayerSpool layer = new LayerSpool((size + MIB - 1) / MIB)) {
            ContentId content = new HashPass(file, threads(threads)).run(layer, done::add);

            assertThat(content).isEqualTo(inOrder.finish().content());
            assertThat(layer(layer)).isEqualTo(expected);
            assertThat(done).isSorted();
            if (size > 0) {
                assertThat(done).last().isEqualTo((long) size);
            }
        }
    }

    @Test
    void aFileThatWasCutMeanwhileIsNoticed() throws Exception {
        Path path = Files.write(dir.resolve("file"), random(5 * MIB));
        try (LocalFile file = LocalFile.open(path);
                LayerSpool layer = new LayerSpool(5)) {
            Files.write(path, random(4 * MIB));
            assertThatThrownBy(() -> new HashPass(file, threads(2)).run(layer, done -> {}))
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH));
        }
    }

    @Test
    void whatTheListenerThrowsEndsThePass() throws IOException {
        Path path = Files.write(dir.resolve("file"), random(5 * MIB));
        PeerException cancelled = new PeerException(Reason.CANCELLED, "enough");
        List<Long> done = new ArrayList<>();
        try (LocalFile file = LocalFile.open(path);
                LayerSpool layer = new LayerSpool(5)) {
            assertThatThrownBy(() -> new HashPass(file, threads(2)).run(layer, bytes -> {
                        done.add(bytes);
                        throw cancelled;
                    }))
                    .isSameAs(cancelled);
        }
        assertThat(done).containsExactly((long) MIB);
    }

    private Executor threads(int count) {
        return threads = Executors.newFixedThreadPool(count);
    }

    private static List<Sha256> layer(LayerSpool spool) {
        ByteBuffer all = ByteBuffer.allocate(64 * Sha256.BYTES);
        UploadTarget.Feed feed = spool.feed();
        while (feed.fill(all) >= 0) {}
        all.flip();
        List<Sha256> hashes = new ArrayList<>();
        while (all.hasRemaining()) {
            hashes.add(Sha256.read(all));
        }
        return hashes;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
