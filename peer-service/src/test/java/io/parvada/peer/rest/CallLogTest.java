package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CallLogTest {

    @Test
    void everyCallIsOneLineAndASuccessfulProbeNone(@TempDir Path home, CapturedOutput output) throws IOException {
        try (RunningPeer peer = RunningPeer.start(home, "log")) {
            int port = peer.restPort();
            RawHttp.ask(port, "GET /status HTTP/1.1", "User-Agent: parvada-peer");
            RawHttp.ask(port, "GET /status HTTP/1.1");
            RawHttp.ask(port, "GET /search?query=x%0Ay HTTP/1.1");
            RawHttp.ask(port, "GET /files/nothing.txt HTTP/1.1");
            try (RawHttp http = new RawHttp(port)) {
                http.send("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                        .answer(false);
            }

            await().until(() -> calls(output).size() == 4);
            assertThat(calls(output).get(0)).matches(".*REST GET /status 200 \\d+B \\d+ms 127.0.0.1");
            assertThat(calls(output).get(1)).contains("REST GET /search?query=x%0Ay 200 ");
            assertThat(calls(output).get(2)).contains("REST GET /files/nothing.txt 404 ", " FILE_NOT_FOUND");
            assertThat(calls(output).get(3)).contains("REST - - 400 ", " INVALID_REQUEST");
        }
    }

    private static List<String> calls(CapturedOutput output) {
        return output.getAll()
                .lines()
                .filter(line -> line.contains(" calls: REST "))
                .toList();
    }
}
