package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.wire.FileChunk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {

    private static final FileName NAME = new FileName("a.bin");

    @TempDir
    Path home;

    private final List<FileName> lookedAt = new ArrayList<>();
    private Path file;
    private SharedFolder share;
    private FileBytes bytes;

    @BeforeEach
    void open() throws Exception {
        file = Files.createDirectories(home.resolve("share")).resolve(NAME.value());
        Files.write(file, new byte[2 * ReadBuffers.BYTES]);
        share = SharedFolder.open(file.getParent(), home.resolve("state"));
        FileBytes.Range whole = new FileBytes.Range(0, 2 * ReadBuffers.BYTES);
        bytes = new FileBytes(share.read(NAME), whole, new ReadBuffers(), () -> {}, this::changed);
    }

    @AfterEach
    void close() throws Exception {
        bytes.close();
        share.close();
    }

    /** A receiver that proves what it gets leaves at the first piece that is wrong, long before the end. */
    @Test
    void aReaderThatLeavesEarlyLetsAChangeBeNoticed() throws Exception {
        send(bytes.next(Long.MAX_VALUE));
        Files.write(file, new byte[] {1});

        bytes.close();

        assertThat(lookedAt).containsExactly(NAME);
    }

    @Test
    void aReaderThatLeavesEarlyIsNoReasonToReadAFileAnew() {
        send(bytes.next(Long.MAX_VALUE));

        bytes.close();

        assertThat(lookedAt).isEmpty();
    }

    @Test
    void aChangeThatTheEndHasShownIsToldOnce() throws Exception {
        send(bytes.next(Long.MAX_VALUE));
        send(bytes.next(Long.MAX_VALUE));
        Files.write(file, new byte[] {1});
        assertThatThrownBy(() -> bytes.next(Long.MAX_VALUE)).isInstanceOf(PeerException.class);

        bytes.close();

        assertThat(lookedAt).containsExactly(NAME);
    }

    private void send(FileChunk chunk) {
        bytes.sent(chunk);
    }

    private PeerException changed(FileName name) {
        lookedAt.add(name);
        return new PeerException(Reason.CORRUPT_SOURCE, name + " changed");
    }
}
