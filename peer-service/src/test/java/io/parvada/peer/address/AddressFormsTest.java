package io.parvada.peer.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address may look like; every other form is refused with the sentence that says so. */
class AddressFormsTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:50051, localhost, 50051",
        "PEER1:1, peer1, 1",
        "a-b.example.org:65535, a-b.example.org, 65535",
        "10.0.0.1:80, 10.0.0.1, 80",
        "1.2.3.4.example:80, 1.2.3.4.example, 80",
        "[::1]:8001, ::1, 8001",
        "[2001:DB8::1]:8001, 2001:db8::1, 8001"
    })
    void hostAndPortAreRead(String text, String host, int port) {
        HostPort parsed = HostPort.parse(text);
        assertThat(parsed).isEqualTo(new HostPort(host, port));
        assertThat(HostPort.parse(parsed.toString())).isEqualTo(parsed);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "localhost",
                ":1",
                "a:",
                "a:0",
                "a:65536",
                "a:01",
                "a:+1",
                "a:1 ",
                " a:1",
                "http://a:1",
                "a:1/",
                "u@a:1",
                "a_b:1",
                "-a:1",
                "a-:1",
                "a..b:1",
                "a.:1",
                "::1:80",
                "[::1",
                "[fe80::1%eth0]:1",
                "[g::1]:1",
                "[1.2.3.4]:1",
                "256.1.1.1:1",
                "1.2.3:1",
                "127.1:1",
                "2130706433:1",
                "0177.0.0.1:1",
                "127.0.0.01:1",
                "0x7f.0.0.1:1",
                "0x7f000001:1",
                "a.0x7f:1",
                "a.127:1",
                "１.2.3.4:1",
                "a\u0000b:1",
                "a\nb:1"
            })
    void anyOtherHostAndPortIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST))
                .hasMessageEndingWith("is no gRPC address; accepted: " + HostPort.FORM);
    }

    @Test
    void valueCannotBeMadeWrongByItsConstructorEither() {
        assertThatThrownBy(() -> new HostPort("a", 0)).isInstanceOf(PeerException.class);
        assertThatThrownBy(() -> new HostPort("0x7f.1", 1)).isInstanceOf(PeerException.class);
        assertThatThrownBy(() -> new PeerUrl(URI.create("http://a:1/files"))).isInstanceOf(PeerException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8001, http://localhost:8001",
        "http://localhost:8001///, http://localhost:8001",
        "HTTPS://Peer1.Example:443, https://peer1.example:443",
        "http://[::1]:8001/, http://[::1]:8001"
    })
    void urlIsReadWithoutItsTrailingSlashes(String text, String canonical) {
        assertThat(PeerUrl.parse(text)).hasToString(canonical);
        assertThat(PeerUrl.parse(text).uri().getHost()).isNotNull();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "localhost:8001",
                "http://localhost",
                "http://localhost:8001/files",
                "http://localhost:8001?x",
                "http://localhost:8001#x",
                "http://user@localhost:8001",
                "http://169.254.169.254:80\\@a:1",
                "http:localhost:8001",
                "http:///localhost:8001",
                "ftp://localhost:8001",
                "file:///etc/passwd",
                "http://2852039166:80",
                "http://0251.0376.0251.0376:80",
                "http://a b:1"
            })
    void anyOtherUrlIsRefused(String text) {
        assertThatThrownBy(() -> PeerUrl.parse(text))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST))
                .hasMessageEndingWith("is no peer URL; accepted: " + PeerUrl.FORM);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:1, true",
        "a.localhost:1, true",
        "127.9.9.9:1, true",
        "[::1]:1, true",
        "[::ffff:127.0.0.1]:1, true",
        "localhost.example:1, false",
        "10.0.0.1:1, false"
    })
    void loopbackIsKnownWithoutAResolver(String text, boolean loopback) {
        assertThat(HostPort.parse(text).isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u001b[2J", "a\nb", "a\u202eb", "a\u2028b", "a\u0000"})
    void nameThatCouldMoveACursorIsRefused(String name) {
        assertThatThrownBy(() -> PeerName.require(name)).hasMessage("a peer's name must be " + PeerName.FORM);
    }

    @Test
    void nameHasAtMost64Characters() {
        assertThat(PeerName.require("ñ".repeat(64))).hasSize(64);
        assertThat(PeerName.require("🐦".repeat(64))).hasSize(128);
        assertThatThrownBy(() -> PeerName.require("n".repeat(65))).isInstanceOf(PeerException.class);
    }
}
