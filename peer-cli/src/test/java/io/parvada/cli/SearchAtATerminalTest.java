package io.parvada.cli;

import static io.parvada.cli.AskActionsTest.SEARCH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person sees of a search while it runs, and how its way is told. */
class SearchAtATerminalTest {

    private TestPeer peer;

    @BeforeEach
    void start() {
        peer = new TestPeer("peer1");
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @Test
    void atATerminalHitsAreDrawnAsTheyArriveAndReplacedByTheWholeAnswer() {
        peer.on("/search", exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("Accept")).startsWith("text/event-stream");
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            event(exchange, "hit", hit("b.txt", "peer1"));
            event(exchange, "hit", hit("a.txt", "peer1"));
            exchange.getResponseBody().write(":\n\n".getBytes(UTF_8));
            event(exchange, "hit", hit("b.txt", "peer1", "peer2"));
            event(exchange, "coverage", SEARCH.replaceFirst("(?s)\"hits\":.*?\"coverage\"", "\"coverage\""));
        });
        Cli.Said said = Cli.watched("--port", String.valueOf(peer.port()), "search", ".txt", "--explain");
        assertThat(said.exit()).as(said.err()).isZero();
        // What had arrived already when it could be drawn, was not.
        String afterDrawing =
                said.out().substring(said.out().lastIndexOf("\u001b[J") + 1).replaceFirst("^\\[J", "");
        assertThat(said.out()).startsWith("NAME");
        assertThat(afterDrawing.lines().limit(4))
                .containsExactly(
                        "NAME   SIZE  ROOT              HELD BY",
                        "a.txt  12 B  abababababababab  peer1",
                        "b.txt  12 B  abababababababab  peer1, peer2",
                        "2 hits; 3 peers known, 2 asked, 1 answered, 2 messages by flood, 7 ms");
        assertThat(afterDrawing).endsWith("└─ peer3  2000 ms  DEADLINE_EXCEEDED\n");
    }

    @Test
    void aStreamThatBreaksOffIsNoAnswer() {
        peer.on("/search", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            event(exchange, "hit", hit("b.txt", "peer1"));
        });
        Cli.Said said = Cli.watched("--port", String.valueOf(peer.port()), "search", ".txt");
        assertThat(said.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(said.err()).contains("broke off after 1 hit");
        assertThat(said.out()).endsWith("\u001b[J");
    }

    @Test
    void atATerminalAPeerWithoutEventsIsAskedForTheWholeAnswer() {
        peer.json("/search", () -> SEARCH);
        Cli.Said said = Cli.watched("--port", String.valueOf(peer.port()), "search", ".txt");
        assertThat(said.out()).isEqualTo(peer.asked("search", ".txt").out());
        peer.on("/search", exchange -> {
            boolean events = exchange.getRequestHeaders().getFirst("Accept").contains("event-stream");
            TestPeer.send(
                    exchange,
                    events ? 503 : 200,
                    "application/json",
                    events ? "{\"reason\":\"BUSY\",\"detail\":\"32 readers\"}" : SEARCH);
        });
        assertThat(Cli.watched("--port", String.valueOf(peer.port()), "search", ".txt"))
                .isEqualTo(said);
    }

    @Test
    void theTreeSaysInWordsWhoWasNotAskedAndGroupsThem() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            many.append("{\"name\":\"f%d\",\"took_ms\":0,\"hits\":0,\"reason\":\"FANOUT\",\"asked\":[]},".formatted(i));
        }
        String tree = """
                "explain":{"name":"peer1","took_ms":7,"hits":1,"reason":null,"asked":[
                  {"name":"p2","took_ms":4,"hits":1,"reason":"DUPLICATE","asked":[]},
                  %s
                  {"name":"p3","took_ms":0,"hits":0,"reason":"DEAD","asked":[]}]}""".formatted(many);
        peer.json("/search", () -> "{\"hits\":[],\"coverage\":{},\"complete\":true," + tree + "}");
        assertThat(peer.asked("search", "x", "--explain").out()).endsWith("""
                        peer1  7 ms  1 hit
                        ├─ p2  4 ms  1 hit, had the query already
                        ├─ f0, f1, f2, f3, f4 and 3 more  not asked: beyond the fanout
                        └─ p3  not asked: believed dead
                        """);
    }

    private static void event(HttpExchange exchange, String name, String data) throws IOException {
        String text = "event:" + name + "\ndata:" + data.replace("\n", "") + "\n\n";
        exchange.getResponseBody().write(text.getBytes(UTF_8));
        exchange.getResponseBody().flush();
    }

    private static String hit(String name, String... holders) {
        String peers = String.join(
                ",",
                Stream.of(holders).map(each -> "{\"name\":\"" + each + "\"}").toList());
        return "{\"name\":\"" + name + "\",\"size\":12,\"sha256\":null,\"root\":\"" + "ab".repeat(32) + "\",\"peers\":["
                + peers + "]}";
    }
}
