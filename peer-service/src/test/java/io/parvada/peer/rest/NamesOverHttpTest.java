package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Names in paths, sent as bytes to a real server: what is inside is found, and nothing outside is read or written. */
class NamesOverHttpTest {

    private static final String SECRET = "outside the share";

    @TempDir
    static Path home;

    private static RunningPeer peer;

    @BeforeAll
    static void start() throws IOException {
        Path share = Files.createDirectories(home.resolve("share"));
        Files.createDirectories(share.resolve("dir"));
        for (String name :
                new String[] {"plain.txt", "dir/in.txt", "a+b.txt", "a;v=1.txt", "50% done.txt", "naïve.txt"}) {
            Files.writeString(share.resolve(name), name);
        }
        Files.writeString(home.resolve("secret.txt"), SECRET);
        Files.createSymbolicLink(share.resolve("link.txt"), home.resolve("secret.txt"));
        Files.createSymbolicLink(share.resolve("linkdir"), home);
        peer = RunningPeer.start(home, "names");
    }

    @AfterAll
    static void stop() {
        peer.close();
    }

    @ParameterizedTest
    @CsvSource({
        "plain.txt, plain.txt",
        "%70lain.txt, plain.txt",
        "dir/in.txt, dir/in.txt",
        "dir%2Fin.txt, dir/in.txt",
        "dir%2fin.txt, dir/in.txt",
        "a+b.txt, a+b.txt",
        "a%2Bb.txt, a+b.txt",
        "a;v=1.txt, a;v=1.txt",
        "a%3Bv=1.txt, a;v=1.txt",
        "50%25%20done.txt, 50% done.txt",
        "na%C3%AFve.txt, naïve.txt"
    })
    void everyWayToWriteANameFindsTheFile(String inPath, String name) throws IOException {
        RawHttp.Answer answer = RawHttp.ask(peer.restPort(), "GET /files/" + inPath + " HTTP/1.1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "%252e%252e/secret.txt",
        "%252e%252e%252fsecret.txt",
        "..;/secret.txt",
        "plain.txt;v=1",
        "plain.txt.",
        "plain.txt%20",
        "plain.txt::$DATA",
        "PLAIN.TXT",
        "link.txt",
        "linkdir/secret.txt",
        "linkdir/share/plain.txt",
        "linkdir%2fsecret.txt",
        "dir",
        "CON",
        "a%20b.txt",
        "plain.txt/below",
        "~root",
        "%25"
    })
    void whatIsNotSharedIsNotFound(String inPath) throws IOException {
        Expected.problem(RawHttp.ask(peer.restPort(), "GET /files/" + inPath + " HTTP/1.1"), Reason.FILE_NOT_FOUND);
    }

    static Stream<String> wrongNames() {
        return Stream.of(
                "",
                "/",
                ".",
                "..",
                "../secret.txt",
                "../../secret.txt",
                "dir/../../secret.txt",
                "dir/../plain.txt",
                "./plain.txt",
                "dir//in.txt",
                "dir/",
                "plain.txt/",
                "%2e%2e/secret.txt",
                "%2e%2e%2fsecret.txt",
                "%2E%2E%2Fsecret.txt",
                "..%2fsecret.txt",
                "dir/%2e%2e/%2e%2e/secret.txt",
                "..%5csecret.txt",
                "%5c..%5csecret.txt",
                "dir%5cin.txt",
                "%2fetc/passwd",
                "/etc/passwd",
                "%2Fetc%2Fpasswd",
                "C:/x",
                "C%3a%5cx",
                "c:plain.txt",
                "%5c%5chost%5cshare",
                "%00",
                "plain.txt%00.jpg",
                "a%0d%0ab",
                "a%0ab",
                "a%1b%5B2J",
                "a%7f",
                "a%c2%85b",
                ".parvada",
                ".parvada/catalog.db",
                ".PARVADA/x",
                "%2eparvada/identity",
                ".parvada-part",
                "dir/.parvada/x",
                "%c0%ae%c0%ae/secret.txt",
                "%e0%80%ae/x",
                "%ff",
                "%ed%a0%80",
                "%E2%80%AEtxt.exe",
                "%E2%81%A6x",
                "%E2%80%A8x",
                "%",
                "%zz",
                "%2",
                "a".repeat(256),
                "%C3%A9".repeat(128),
                "d/".repeat(2100) + "x");
    }

    @ParameterizedTest
    @MethodSource("wrongNames")
    void aWrongNameIsRefusedByEveryMethodAndTouchesNothing(String inPath) throws IOException {
        Set<Path> before = everything();
        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            String line = method + " /files/" + inPath + " HTTP/1.1";
            Expected.problem(RawHttp.ask(peer.restPort(), line, "Content-Length: 0"), Reason.INVALID_NAME);
        }
        assertThat(RawHttp.ask(peer.restPort(), "HEAD /files/" + inPath + " HTTP/1.1")
                        .status())
                .isEqualTo(400);
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"linkdir/new.txt", "linkdir/sub/new.txt", "link.txt"})
    void nothingIsWrittenThroughALink(String inPath) throws IOException {
        Set<Path> before = everything();

        RawHttp.Answer answer = RawHttp.ask(peer.restPort(), "PUT /files/" + inPath + " HTTP/1.1", "Content-Length: 0");

        assertThat(answer.status()).isBetween(400, 499);
        assertThat(everything()).isEqualTo(before);
        assertThat(home.resolve("secret.txt")).hasContent(SECRET);
    }

    @Test
    void theTargetInAbsoluteFormIsTheSameName() throws IOException {
        String line = "GET http://localhost:" + peer.restPort() + "/files/a;v=1.txt HTTP/1.1";

        assertThat(RawHttp.ask(peer.restPort(), line).text()).isEqualTo("a;v=1.txt");
    }

    /** Every file outside the peer's own state, which changes by itself. */
    private static Set<Path> everything() throws IOException {
        try (Stream<Path> walk = Files.walk(home)) {
            return walk.filter(path -> !path.startsWith(home.resolve("state"))).collect(Collectors.toSet());
        }
    }
}
