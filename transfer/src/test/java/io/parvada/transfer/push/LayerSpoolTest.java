package io.parvada.transfer.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSpoolTest {

    /** Memory for 100 hashes: beyond, they go through a temporary file, whose write buffer holds 2,048. */
    @ParameterizedTest
    @CsvSource({"0, 4096", "1, 4096", "100, 4096", "101, 4096", "2048, 4096", "5000, 4096", "5000, 33"})
    void hashesComeBackInOrderAndAgain(int count, int bufferBytes) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (LayerSpool spool = new LayerSpool(count, 100 * Sha256.BYTES)) {
            for (int i = 0; i < count; i++) {
                Sha256 hash = Sha256.of(new byte[] {(byte) i, (byte) (i >> 8)});
                spool.add(hash);
                expected.writeBytes(hash.toBytes());
            }

            assertThat(drain(spool, bufferBytes)).isEqualTo(expected.toByteArray());
            assertThat(drain(spool, bufferBytes)).isEqualTo(expected.toByteArray());
        }
    }

    private static byte[] drain(LayerSpool spool, int bufferBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UploadTarget.Feed feed = spool.feed();
        ByteBuffer buffer = ByteBuffer.allocate(bufferBytes);
        for (long at = feed.fill(buffer); at >= 0; at = feed.fill(buffer)) {
            assertThat(at).isEqualTo(out.size() / Sha256.BYTES);
            out.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return out.toByteArray();
    }
}
