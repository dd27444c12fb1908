package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.Machine;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access {@code open}, as a caller meets it who is not on loopback. */
class CallerFromElsewhereTest {

    @TempDir
    static Path home;

    private static InetAddress elsewhere;
    private static RunningPeer peer;

    @BeforeAll
    static void start() throws IOException {
        elsewhere = Machine.notLoopback();
        peer = RunningPeer.start(home, "open");
        Files.writeString(peer.share().resolve("kept.txt"), "kept");
    }

    @AfterAll
    static void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/kept.txt?overwrite=true",
                "PUT /files/new.txt?overwrite=true",
                "DELETE /files/kept.txt",
                "DELETE /peers/aaaaaaaaaaaaaaaaaaaaaaaaaa",
                "DELETE /downloads/01900000-0000-7000-8000-000000000000"
            })
    void whatIsAnAdminsIsForbiddenAlsoUnderALocalHost(String call) throws IOException {
        Expected.problem(ask(call, "Content-Length: 0"), Reason.FORBIDDEN);
        assertThat(peer.share().resolve("kept.txt")).hasContent("kept");
        assertThat(peer.share().resolve("new.txt")).doesNotExist();
    }

    @Test
    void startingADownloadIsForbidden() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort(), elsewhere)) {
            String body = "{\"name\":\"kept.txt\"}";
            RawHttp.Answer answer = http.head(
                            "POST /downloads HTTP/1.1",
                            "Content-Type: application/json",
                            "Content-Length: " + body.length())
                    .send(body.getBytes(StandardCharsets.US_ASCII))
                    .answer(false);
            Expected.problem(answer, Reason.FORBIDDEN);
        }
    }

    @Test
    void theAdminTokenOpensIt() throws IOException {
        Files.writeString(peer.share().resolve("old.txt"), "old");
        String token = Files.readString(peer.state().resolve("admin-token")).strip();

        assertThat(ask("DELETE /files/old.txt", "Authorization: Bearer " + token)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void readingAndStoringUnderANewNameAreEveryonesRight() throws IOException {
        assertThat(ask("GET /files/kept.txt").text()).isEqualTo("kept");
        assertThat(ask("PUT /files/from-elsewhere.txt", "Content-Length: 0").status())
                .isEqualTo(201);
    }

    private static RawHttp.Answer ask(String call, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort(), elsewhere)) {
            return http.head(call + " HTTP/1.1", headers).answer(false);
        }
    }
}
