package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.SmallDisk;
import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STORAGE_FULL from a share on a disk of 4 MiB. */
class FullShareTest {

    private static final int MIB = 1 << 20;
    private static final int CHUNK = 64 * 1024;

    @TempDir
    static Path home;

    private static SmallDisk disk;
    private static RunningPeer peer;

    @BeforeAll
    static void start() throws Exception {
        disk = SmallDisk.mount(home.resolve("share"), 4);
        peer = RunningPeer.start(home, "full");
    }

    /** Whatever was refused: nothing of it stays, no permit is held, and what fits is stored and served. */
    @AfterEach
    void nothingStaysAndThePeerServes() throws IOException {
        disk.empty();
        await().untilAsserted(
                        () -> assertThat(peer.bean(Permits.class).active()).isZero());
        assertThat(disk.names()).isEmpty();
        assertThat(ask("GET /files").text()).contains("\"files\":[]");
        byte[] fits = "x".repeat(3 * MIB).getBytes(StandardCharsets.US_ASCII);
        assertThat(put("/files/fits.bin", fits).status()).isEqualTo(201);
        assertThat(ask("GET /files/fits.bin").body()).isEqualTo(fits);
        assertThat(ask("DELETE /files/fits.bin").status()).isEqualTo(204);
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

    @Test
    void aDeclaredLengthThatDoesNotFitIsRefusedBeforeTheBodyIsSent() throws IOException {
        RawHttp.Answer answer = ask("PUT /files/large.bin", "Content-Length: " + 5 * MIB);

        Expected.problem(answer, Reason.STORAGE_FULL);
        assertThat(answer.text()).contains(String.valueOf(5 * MIB));
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedWhenTheDiskIsFull() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/large.bin HTTP/1.1", "Transfer-Encoding: chunked");
            byte[] chunk = (Integer.toHexString(CHUNK) + "\r\n" + "x".repeat(CHUNK) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < 5 * MIB; sent += CHUNK) {
                http.send(chunk);
            }
            http.send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            Expected.problem(http.answer(false), Reason.STORAGE_FULL);
        }
    }

    @Test
    void aBodyThatFitWhenItBeganIsRefusedWhenOthersFillTheDisk() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("PUT /files/large.bin HTTP/1.1", "Content-Length: " + 2 * MIB);
            http.send(new byte[MIB]);
            await().until(() -> !disk.names().isEmpty());
            disk.fill(MIB / 4);
            http.send(new byte[MIB]);

            Expected.problem(http.answer(false), Reason.STORAGE_FULL);
        }
    }

    @Test
    void whatWasToBeReplacedStaysAsItWas() throws IOException {
        put("/files/kept.txt", "kept".getBytes(StandardCharsets.US_ASCII));

        Expected.problem(ask("PUT /files/kept.txt?overwrite=true", "Content-Length: " + 5 * MIB), Reason.STORAGE_FULL);
        assertThat(ask("GET /files/kept.txt").text()).isEqualTo("kept");
        ask("DELETE /files/kept.txt");
    }

    private static RawHttp.Answer ask(String call, String... headers) throws IOException {
        return RawHttp.ask(peer.restPort(), call + " HTTP/1.1", headers);
    }

    private static RawHttp.Answer put(String path, byte[] body) throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            return http.head("PUT " + path + " HTTP/1.1", "Content-Length: " + body.length)
                    .send(body)
                    .answer(false);
        }
    }
}
