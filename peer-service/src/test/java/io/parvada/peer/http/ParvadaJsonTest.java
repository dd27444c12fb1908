package io.parvada.peer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.PeerState;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class ParvadaJsonTest {

    record Everything(
            FileName fileName,
            Sha256 root,
            PeerState state,
            Reason reason,
            Instant lastSeen,
            Integer ttl,
            List<String> asked,
            Peer peer) {}

    private final JsonMapper json = ParvadaJson.mapper();

    @Test
    void valuesAreTheirTextInSnakeCaseBothWays() {
        Peer peer = new Peer(
                new PeerId("abcdefghijklmnopqrstuvwxyz"),
                "peer1",
                PeerUrl.parse("http://localhost:8001"),
                HostPort.parse("localhost:50051"),
                List.of());
        Everything all = new Everything(
                new FileName("a/b.txt"),
                Sha256.of(new byte[0]),
                PeerState.ALIVE,
                Reason.PEER_UNREACHABLE,
                Instant.parse("2026-11-21T20:00:00Z"),
                3,
                List.of(),
                peer);

        String text = json.writeValueAsString(all);

        assertThat(text)
                .contains("\"file_name\":\"a/b.txt\"")
                .contains("\"state\":\"alive\"")
                .contains("\"reason\":\"PEER_UNREACHABLE\"")
                .contains("\"last_seen\":\"2026-11-21T20:00:00Z\"")
                .contains("\"url\":\"http://localhost:8001\",\"grpc\":\"localhost:50051\",\"addresses\":[]");
        assertThat(json.readValue(text, Everything.class)).isEqualTo(all);
    }

    @Test
    void unknownFieldsAndUnknownReasonsOfLaterVersionsAreTaken() {
        Everything read = json.readValue("{\"later\":{\"a\":[1]},\"reason\":\"LATER\"}", Everything.class);

        assertThat(read.reason()).isEqualTo(Reason.INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ttl\":\"3\"}",
                "{\"ttl\":3.5}",
                "{\"ttl\":99999999999}",
                "{\"ttl\":3,\"ttl\":4}",
                "{\"ttl\":3}{}",
                "{\"asked\":[null]}",
                "{\"asked\":\"a\"}",
                "{\"state\":1}",
                "{\"state\":\"gone\"}",
                "{\"root\":7}",
                "{\"last_seen\":\"yesterday\"}"
            })
    void wrongTypesAreRefused(String text) {
        assertThatThrownBy(() -> json.readValue(text, Everything.class)).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"file_name\":\"../x\"}", "{\"root\":\"abc\"}", "{\"peer\":{\"id\":\"X\"}}"})
    void aValuesOwnParserSaysWhatIsWrong(String text) {
        assertThatThrownBy(() -> json.readValue(text, Everything.class)).satisfies(failure -> {
            Throwable at = failure;
            while (!(at instanceof PeerException) && at.getCause() != null) {
                at = at.getCause();
            }
            assertThat(at).isInstanceOf(PeerException.class);
        });
    }

    @Test
    void deepNestingEndsBeforeItCostsAnything() {
        String deep = "{\"later\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

        assertThatThrownBy(() -> json.readValue(deep, Everything.class)).isInstanceOf(JacksonException.class);
    }
}
