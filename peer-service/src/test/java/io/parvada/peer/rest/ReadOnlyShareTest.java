package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.SmallDisk;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A share on a read-only disk, with the state elsewhere. */
class ReadOnlyShareTest {

    @TempDir
    static Path home;

    private static SmallDisk disk;
    private static RunningPeer peer;

    @BeforeAll
    static void start() throws Exception {
        disk = SmallDisk.mount(home.resolve("share"), 1);
        Files.writeString(home.resolve("share/there.txt"), "there");
        disk.readOnly();
        peer = RunningPeer.start(home, "archive");
    }

    @AfterAll
    static void stop() throws Exception {
        if (peer != null) {
            peer.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/new.txt",
                "PUT /files/there.txt",
                "PUT /files/there.txt?overwrite=true",
                "DELETE /files/there.txt"
            })
    void everyWriteIsForbidden(String call) throws IOException {
        RawHttp.Answer answer = ask(call, "Content-Length: 0");

        Expected.problem(answer, Reason.FORBIDDEN);
        assertThat(answer.text()).contains("read-only");
        assertThat(disk.names()).containsExactly("there.txt");
    }

    @Test
    void aBodyOfUnknownLengthIsForbiddenBeforeItIsSent() throws IOException {
        Expected.problem(ask("PUT /files/new.txt", "Transfer-Encoding: chunked"), Reason.FORBIDDEN);
    }

    @Test
    void whatIsThereIsHashedListedFoundAndServed() throws IOException {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(ask("GET /files").text()).contains("\"name\":\"there.txt\"", "\"sha256\":\""));
        assertThat(ask("GET /search?query=there").text()).contains("\"name\":\"there.txt\"");
        assertThat(ask("GET /files/there.txt").text()).isEqualTo("there");
        assertThat(ask("GET /files/there.txt", "Range: bytes=1-2").text()).isEqualTo("he");
    }

    private static RawHttp.Answer ask(String call, String... headers) throws IOException {
        return RawHttp.ask(peer.restPort(), call + " HTTP/1.1", headers);
    }
}
