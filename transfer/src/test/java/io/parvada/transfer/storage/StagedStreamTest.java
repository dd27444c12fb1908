package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagedStreamTest {

    private static final FileName NAME = new FileName("in/a.bin");

    @TempDir
    Path share;

    private SharedFolder folder;

    @BeforeEach
    void open() {
        folder = SharedFolder.open(share, share.resolve(".parvada"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Pieces.PIECE_BYTES, 3 * Pieces.PIECE_BYTES + 1})
    void bytesInOrderAreHashedOnTheWayAndCommitted(int size) {
        Sample sample = Sample.of(size, size);
        for (int declared : new int[] {-1, size}) {
            try (StagedStream stream = folder.staging().stream(declared)) {
                ByteBuffer all = ByteBuffer.wrap(sample.bytes());
                while (all.hasRemaining()) {
                    int n = Math.min(100_003, all.remaining());
                    stream.write(all.slice(all.position(), n));
                    all.position(all.position() + n);
                }
                ContentHasher.Hashed hashed = stream.finish();
                assertThat(hashed.content()).isEqualTo(sample.content());
                assertThat(hashed.sha256()).isEqualTo(Sha256.of(sample.bytes()));
                FileStat stat = folder.commit(stream, NAME, declared >= 0);
                assertThat(stat.sizeBytes()).isEqualTo(size);
                int pieces = sample.pieces().count();
                assertThat(stream.layer(0, pieces))
                        .isEqualTo(Arrays.copyOf(sample.layer().array(), pieces * Sha256.BYTES));
            }
            assertThat(share.resolve("in/a.bin")).hasBinaryContent(sample.bytes());
        }
        assertNothingIsStaged();
    }

    @Test
    void moreOrFewerBytesThanDeclaredAreRefused() {
        try (StagedStream stream = folder.staging().stream(10)) {
            stream.write(ByteBuffer.allocate(9));
            Expect.reason(Reason.INVALID_REQUEST, stream::finish);
            Expect.reason(Reason.INVALID_REQUEST, () -> stream.write(ByteBuffer.allocate(2)));
            Expect.reason(Reason.INVALID_REQUEST, () -> folder.commit(stream, NAME, false));
        }
        assertNothingIsStaged();
        assertThat(share.resolve("in")).doesNotExist();
    }

    @Test
    void refusedCommitLeavesTheSharedFile() {
        for (int i = 0; i < 2; i++) {
            boolean first = i == 0;
            try (StagedStream stream = folder.staging().stream(-1)) {
                stream.write(ByteBuffer.wrap(new byte[] {(byte) i}));
                stream.finish();
                if (first) {
                    folder.commit(stream, NAME, false);
                } else {
                    Expect.reason(Reason.ALREADY_EXISTS, () -> folder.commit(stream, NAME, false));
                }
            }
        }
        assertThat(share.resolve("in/a.bin")).hasBinaryContent(new byte[] {0});
        assertNothingIsStaged();
    }

    private void assertNothingIsStaged() {
        assertThat(share.resolve(".parvada/staging").toFile().list()).containsExactly(".lock");
    }
}
