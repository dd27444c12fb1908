package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.transfers.UnreadableFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads of what the share has, or should have, under another name. */
class UploadFromShareTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path home;

    private ServingPeer peer;
    private UnreadableFile unreadable;

    @BeforeEach
    void start() throws Exception {
        peer = ServingPeer.in(home);
    }

    @AfterEach
    void stop() throws Exception {
        if (unreadable != null) {
            unreadable.restore();
        }
        peer.close();
    }

    @Test
    void aTwinThatCannotBeReadIsTakenFromTheSenderInstead() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB + 5, 4);
        peer.shared("first.bin", bytes);
        unreadable = UnreadableFile.at(peer.share.resolve("first.bin"));
        assertThat(new Sender(peer, "second.bin", bytes).upload().getReceivedBytes())
                .isEqualTo(bytes.length);
        assertThat(peer.share.resolve("second.bin")).hasBinaryContent(bytes);
        assertThat(peer.transfers.permits.active()).isZero();
    }
}
