package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.cli.session.Interrupts;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be typed, and that both spellings are the same. */
class CommandLineTest {

    private TestPeer peer;

    @BeforeEach
    void start() {
        peer = new TestPeer("peer1");
        peer.locates(true, peer.source("ejemplo.txt", SharedBytes.random(12, 1)));
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    static Stream<String> spellings() {
        return Stream.of(
                "locate ejemplo.txt",
                "locate --filename ejemplo.txt",
                "locate --filename=ejemplo.txt",
                "--action locate --filename ejemplo.txt",
                "--action=locate ejemplo.txt",
                "--filename ejemplo.txt --action locate",
                "ejemplo.txt --action locate");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("spellings")
    void everySpellingOfLocateAsksTheSame(String spelling) {
        Cli.Said said = peer.asked(spelling.split(" "));
        assertThat(said.exit()).as(said.toString()).isZero();
        assertThat(peer.requests).containsExactly("GET /locate?filename=ejemplo.txt");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheAction() {
        String port = String.valueOf(peer.port());
        assertThat(Cli.run("--port", port, "--json", "status").exit()).isZero();
        assertThat(Cli.run("status", "--json", "--port", port).exit()).isZero();
        assertThat(Cli.run("--json", "--action", "status", "--port", port).out())
                .isEqualTo(Cli.run("status", "--port", port, "--json").out())
                .startsWith("{");
    }

    @Test
    void eachOptionAndActionMayHaveDashesOrUnderscores() {
        peer.json("/peers", () -> "{\"self\":{},\"peers\":[]}");
        assertThat(peer.asked("network-list").out())
                .isEqualTo(peer.asked("network_list").out());
        assertThat(peer.asked("--action", "network-list").exit()).isZero();
        assertThat(peer.asked("status", "--grpc_port", "1", "--grpc-host", "x").exit())
                .isZero();
    }

    @Test
    void hostAndPortComeFromTheEnvironmentUnlessGiven() {
        Map<String, String> environment =
                Map.of("PARVADA_HOST", "127.0.0.1", "PARVADA_PORT", String.valueOf(peer.port()));
        assertThat(Cli.run(environment, new Interrupts(), "status").exit()).isZero();
        assertThat(Cli.run(environment, new Interrupts(), "status", "--port", "1")
                        .exit())
                .isEqualTo(ExitCode.UNREACHABLE);
        Cli.Said wrong = Cli.run(Map.of("PARVADA_PORT", "eighty"), new Interrupts(), "status");
        assertThat(wrong.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("PARVADA_PORT is a number, not 'eighty'");
    }

    @Test
    void theTokenGoesToTheAskedPeer() {
        StringBuilder seen = new StringBuilder();
        peer.on("/bootstrap", exchange -> {
            seen.append(exchange.getRequestHeaders().getFirst("Authorization"));
            TestPeer.send(exchange, 200, "application/json", "{\"registered\":[],\"failed\":[],\"peers\":[]}");
        });
        assertThat(peer.asked(Map.of("PARVADA_TOKEN", "s3cret"), "bootstrap").exit())
                .isZero();
        assertThat(seen).hasToString("Bearer s3cret");
    }

    @Test
    void anUnknownActionIsWrongUsageAndTheNearestIsNamed() {
        Cli.Said said = Cli.run("--action", "serch", "--query", "x");
        assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains("there is no action 'serch'; did you mean search");
    }

    @ParameterizedTest
    @CsvSource({
        "downlod, download_grpc or download_http",
        "download, download_grpc or download_http",
        "down, download_grpc or download_http",
        "uplaod, upload_grpc or upload_http",
        "dowload_http, download_http",
        "network, network_list",
        "peers, ''",
    })
    void theSuggestionBeginsAsWhatWasTypedAndTheMainActionComesFirst(String typed, String suggested) {
        String hint = suggested.isEmpty() ? "" : "; did you mean " + suggested + "?";
        assertThat(Cli.run(typed, "x").err())
                .startsWith("error: there is no action '" + typed + "'" + hint + " (INVALID_REQUEST)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"download --help", "--help download", "--action download --help"})
    void askingForHelpOfAnUnknownActionIsWrongUsage(String line) {
        Cli.Said said = Cli.run(line.split(" "));
        assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains("there is no action 'download'; did you mean download_grpc or download_http?");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void theHelpNamesEachActionOnce() {
        assertThat(Cli.run("--help").out())
                .contains("  download_grpc", "download-grpc is the same")
                .doesNotContain("network-list", "dummy-upload");
    }

    @Test
    void twoActionsAreWrongUsage() {
        Cli.Said said = Cli.run("--action", "list", "--action", "status");
        assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains("one action at a time, not both list and status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "locate",
                "search",
                "search a --query b",
                "locate x --root y",
                "upload_grpc",
                "add_peer",
                "dummy_upload",
                "dummy_upload lots",
                "status --port 0",
                "status --port many",
                "status --host http://x",
                "status --nonsense",
                "--action",
                "download_grpc ../x"
            })
    void whatMakesNoSenseIsWrongUsageAndAsksNobody(String line) {
        Cli.Said said = Cli.run(line.split(" "));
        assertThat(said.exit()).as(said.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).startsWith("error: ").contains("(INVALID_");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void noActionAtAllSaysWhatThereIs() {
        Cli.Said said = Cli.run();
        assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains("Usage: peer-cli", "download_grpc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "list",
                "network_list",
                "locate",
                "search",
                "download_grpc",
                "upload_grpc",
                "download_http",
                "upload_http",
                "add_peer",
                "bootstrap",
                "dummy_download",
                "dummy_upload",
                "hash"
            })
    void everyActionIsInTheHelpAndExplainsItselfByAnExample(String action) {
        assertThat(Cli.run("--help").out()).contains("  " + action);
        Cli.Said said = Cli.run(action, "--help");
        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("Usage: peer-cli " + action, "Example", "peer-cli ");
    }

    @Test
    void completionForShellsIsGenerated() {
        assertThat(Cli.run("generate-completion").out()).contains("download_grpc", "complete -F");
    }

    @Test
    void usageErrorsAreJsonToo() {
        assertThat(Cli.run("--json", "status", "--nonsense").err()).startsWith("{\"reason\":\"INVALID_REQUEST\"");
    }
}
