package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The actions that ask, and what they print. */
class AskActionsTest {

    static final String SEARCH = """
            {"query":".txt","id":"0190","ttl":3,"fanout":16,"limit":100,"timeout_ms":2000,
             "hits":[{"name":"hello1.txt","size":12,"sha256":"aa","root":"%s",
                      "peers":[{"id":"a","name":"peer1"},{"id":"b","name":"peer2"}]}],
             "coverage":{"strategy":"flood","known":3,"asked":2,"answered":1,"pruned":0,"duplicates":0,"messages":2,
                         "max_hops":1,"unreachable":[{"id":"c","name":"peer3","url":"u","reason":"PEER_UNREACHABLE"}]},
             "complete":false,"truncated":true,"took_ms":7,
             "explain":{"id":"a","name":"peer1","took_ms":7,"hits":1,"reason":null,"asked":[
               {"id":"b","name":"peer2","took_ms":4,"hits":1,"reason":null,"asked":[
                 {"id":"d","name":"peer4","took_ms":2,"hits":0,"reason":null,"asked":[]}]},
               {"id":"c","name":"peer3","took_ms":2000,"hits":0,"reason":"DEADLINE_EXCEEDED","asked":[]}]}}""".formatted("ab".repeat(32));

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
    void statusTellsWhoThePeerIs() {
        peer.json("/status", () -> """
                {"peer":{"id":"k3y","name":"peer1","url":"http://a:8001","grpc":"a:50051","addresses":[]},
                 "version":"0.1.0","uptime_seconds":200,"access":"open",
                 "files":{"count":3,"bytes":1536,"indexing":{"state":"hashing","done":1,"total":3}},
                 "peers":{"alive":2,"suspect":0,"dead":1},"transfers":{"active":4}}""");
        assertThat(peer.asked("status").out())
                .contains("peer1\n", "k3y", "http://a:8001", "a:50051", "0.1.0, up 3 min 20 s", "open")
                .contains("3 with 1.5 KiB, hashing 1 of 3", "2 alive, 0 suspect, 1 dead", "4 active");
    }

    @Test
    void statusTellsOfAScanThatHasNotEnded() {
        peer.json(
                "/status",
                () ->
                        "{\"files\":{\"count\":7,\"bytes\":0,\"indexing\":{\"state\":\"scanning\",\"done\":7,\"total\":7}}}");
        assertThat(peer.asked("status").out()).contains("7 with 0 B, scanning: 7 seen");
    }

    @Test
    void listGoesThroughAllPages() {
        peer.on("/files", exchange -> {
            boolean second = exchange.getRequestURI().getQuery().contains("after=p2");
            String page = second
                    ? "{\"peer\":{\"name\":\"peer1\"},\"files\":[{\"name\":\"b.txt\",\"size\":2}],\"next\":null}"
                    : "{\"peer\":{\"name\":\"peer1\"},\"files\":[{\"name\":\"a.txt\",\"size\":1}],\"next\":\"p2\"}";
            TestPeer.send(exchange, 200, "application/json", page);
        });
        assertThat(peer.asked("list").out()).containsSubsequence("NAME", "a.txt", "1 B", "(hashing)", "b.txt");
        assertThat(peer.asked("list", "--json").out())
                .isEqualTo("{\"peer\":{\"name\":\"peer1\"},\"files\":[{\"name\":\"a.txt\",\"size\":1},"
                        + "{\"name\":\"b.txt\",\"size\":2}],\"next\":null}\n");
    }

    @Test
    void pagesThatLeadBackToThemselvesEnd() {
        peer.json("/files", () -> "{\"peer\":{},\"files\":[{\"name\":\"a\",\"size\":1}],\"next\":\"same\"}");
        assertThat(peer.asked("list").exit()).isZero();
        assertThat(peer.requests).hasSize(2);
    }

    @Test
    void networkListShowsStatesAndConflicts() {
        peer.json("/peers", () -> """
                {"self":{"id":"a","name":"peer1","url":"http://a:8001","grpc":"a:1","addresses":[]},
                 "peers":[{"id":"b","name":"peer2","url":"http://b:8001","grpc":"b:1","addresses":[],"state":"alive",
                   "last_seen":"2026-11-21T20:00:00.123Z","rtt_ms":1.25,"files":7,"conflict":"a cloned disk"},
                  {"id":null,"name":null,"url":"http://c:8001","grpc":null,"addresses":[],"state":"dead",
                   "last_seen":null,"rtt_ms":null,"files":null,"conflict":null}]}""");
        assertThat(peer.asked("network_list").out().lines())
                .anyMatch(line -> line.matches("peer1 +asked +http://a:8001 +a:1.*"))
                .anyMatch(line -> line.matches("peer2 +alive .* 7 +1\\.[23] ms +2026-11-21T20:00:00Z"))
                .anyMatch(line -> line.matches("http://c:8001 +dead +http://c:8001 +- .*"))
                .contains("conflict: peer2: a cloned disk");
    }

    @Test
    void searchShowsHitsHoldersAndWhomItDidNotReach() {
        peer.json("/search", () -> SEARCH);
        Cli.Said said = peer.asked("search", ".txt", "--ttl", "2", "--timeout", "500ms");
        assertThat(said.exit()).isZero();
        assertThat(said.out().lines())
                .contains("hello1.txt  12 B  abababababababab  peer1, peer2")
                .contains("1 hit; 3 peers known, 2 asked, 1 answered, 2 messages by flood, 7 ms")
                .contains("incomplete: could not ask peer3 (PEER_UNREACHABLE)")
                .anyMatch(line -> line.contains("--limit"));
        assertThat(peer.requests).containsExactly("GET /search?query=.txt&ttl=2&timeout=500ms");
    }

    @Test
    void theStrategyIsPassedOnAndWhatItSparedIsShown() {
        peer.json("/search", () -> SEARCH.replace("\"flood\"", "\"bloom\"").replace("\"pruned\":0", "\"pruned\":40"));
        Cli.Said said = peer.asked("search", ".txt", "--strategy", "bloom");
        assertThat(said.out().lines())
                .contains("1 hit; 3 peers known, 2 asked, 1 answered, 40 ruled out, 2 messages by bloom, 7 ms");
        assertThat(peer.requests).containsExactly("GET /search?query=.txt&strategy=bloom");
    }

    @Test
    void explainDrawsTheWayOfTheQuery() {
        peer.json("/search", () -> SEARCH);
        assertThat(peer.asked("search", ".txt", "--explain").out()).endsWith("""
                        peer1  7 ms  1 hit
                        ├─ peer2  4 ms  1 hit
                        │  └─ peer4  2 ms  0 hits
                        └─ peer3  2000 ms  DEADLINE_EXCEEDED
                        """);
    }

    @Test
    void aSearchWithoutHitsIsNotFound() {
        peer.json("/search", () -> "{\"hits\":[],\"coverage\":{\"known\":2,\"unreachable\":[]},\"complete\":true}");
        Cli.Said said = peer.asked("search", "nothing");
        assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(said.err()).isEqualTo("error: no file matches 'nothing' (FILE_NOT_FOUND)\n");
    }

    @Test
    void jsonIsTheBodyOfTheAnswerAndNothingElse() {
        String body = "{\"found\":false,\"sources\":[],\"complete\":true,\"unreachable\":[],\"later\":[1,2]}";
        peer.json("/locate", () -> body);
        Cli.Said said = peer.asked("locate", "x", "--json");
        assertThat(said.out()).isEqualTo(body + "\n");
        assertThat(said.err()).isEqualTo("{\"reason\":\"FILE_NOT_FOUND\",\"detail\":\"no peer has 'x'\"}\n");
        assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aProblemOfThePeerIsOneSentenceOrItsDocument() {
        peer.problem("/search", 429, "RATE_LIMITED", "too many searches");
        assertThat(peer.asked("search", "x"))
                .isEqualTo(new Cli.Said(ExitCode.REFUSED, "", "error: too many searches (RATE_LIMITED)\n"));
        assertThat(peer.asked("search", "x", "--json").err())
                .isEqualTo("{\"status\":429,\"reason\":\"RATE_LIMITED\",\"detail\":\"too many searches\"}\n");
    }

    @Test
    void aReasonOfALaterVersionIsPrintedAndJudgedByItsStatus() {
        peer.problem("/search", 503, "MOON_PHASE", "not tonight");
        Cli.Said said = peer.asked("search", "x");
        assertThat(said.err()).isEqualTo("error: not tonight (MOON_PHASE)\n");
        assertThat(said.exit()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void whatIsNoPeerIsSaidToBeNone() {
        peer.on("/status", exchange -> TestPeer.send(exchange, 200, "text/html", "<html>It works!</html>"));
        Cli.Said said = peer.asked("status");
        assertThat(said.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(said.err()).contains("is not a peer", "is this its REST port?");
    }

    @Test
    void theGrpcPortAskedByMistakeIsUnreachable() {
        String port = peer.grpcAddress().substring("localhost:".length());
        assertThat(Cli.run("--port", port, "status").exit()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void nobodyThereIsASentenceWithWhatToLookAt() {
        int port = peer.port();
        peer.close();
        Cli.Said said = Cli.run("--port", String.valueOf(port), "status");
        assertThat(said.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(said.err())
                .isEqualTo("error: no peer answers at http://localhost:" + port + " (connection refused);"
                        + " is it running, and is this its REST port? (PEER_UNREACHABLE)\n");
    }

    @Test
    void namesOfOtherMachinesReachTheTerminalWithoutControlCharacters() {
        String evil = "a\u001b[2J\u202etxt.exe\u0007\u0085";
        peer.json(
                "/files",
                () -> "{\"peer\":{},\"next\":null,\"files\":[{\"size\":1,\"name\":\""
                        + evil.replace("\u001b", "\\u001b").replace("\u0007", "\\u0007") + "\"}]}");
        for (List<String> arguments : List.of(List.of("list"), List.of("list", "--json"))) {
            String out = peer.asked(arguments.toArray(String[]::new)).out();
            assertThat(out.codePoints().filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e)))
                    .isEmpty();
        }
    }

    @Test
    void addPeerTellsWhetherThePeerWasKnown() {
        peer.on("/peers", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes());
            assertThat(body).isEqualTo("{\"url\":\"http://b:8001\",\"grpc\":\"b:50051\"}");
            TestPeer.send(
                    exchange, 201, "application/json", "{\"id\":\"b\",\"name\":\"peer2\",\"url\":\"http://b:8001\"}");
        });
        assertThat(peer.asked("add_peer", "--peer_url", "http://b:8001", "--peer_grpc", "b:50051"))
                .isEqualTo(new Cli.Said(0, "added peer2 (b) at http://b:8001\n", ""));
        assertThat(peer.asked("add_peer", "http://b:8001", "--peer-grpc", "b:50051")
                        .exit())
                .isZero();
    }

    @Test
    void bootstrapFailsOnlyWhenNoFriendCouldBeReached() {
        String failed = "{\"url\":\"http://c:8001\",\"reason\":\"PEER_UNREACHABLE\",\"detail\":\"refused\"}";
        peer.json(
                "/bootstrap", () -> "{\"registered\":[{\"name\":\"peer2\"}],\"failed\":[" + failed + "],\"peers\":[]}");
        Cli.Said some = peer.asked("bootstrap");
        assertThat(some.exit()).isZero();
        assertThat(some.out())
                .contains("registered with 1 friend: peer2", "failed: http://c:8001: refused (PEER_UNREACHABLE)");

        peer.json("/bootstrap", () -> "{\"registered\":[],\"failed\":[" + failed + "],\"peers\":[]}");
        assertThat(peer.asked("bootstrap").exit()).isEqualTo(ExitCode.UNREACHABLE);
    }
}
