package io.parvada.transfer.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    static Stream<String> traversals() {
        List<String> names = new ArrayList<>();
        for (String up : List.of("..", ".", "")) {
            for (String at :
                    List.of("%s", "%s/x", "a/%s", "a/%s/x", "%s/%s/etc/passwd", "a/%s/%s/%s/x", "/%s", "%s/")) {
                names.add(at.replace("%s", up));
            }
        }
        names.removeIf(n -> n.equals("x"));
        for (String back : List.of("..\\x", "\\x", "\\\\host\\share\\x", "a\\..\\..\\x", "..\\/x", "a/..\\x")) {
            names.add(back);
        }
        for (String drive : List.of("C:", "C:x", "c:/x", "a:b", "C:\\x", "\\\\?\\C:\\x", "Z:..")) {
            names.add(drive);
        }
        for (int c = 0; c < 0x20; c++) {
            names.add("a" + (char) c + "b");
            names.add("../" + (char) c);
        }
        for (int c = 0x7F; c < 0xA0; c++) {
            names.add("a/" + (char) c);
        }
        for (int c :
                new int[] {0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x2028, 0x2029}) {
            names.add("photo" + (char) c + "gpj.exe");
        }
        return names.stream();
    }

    static Stream<String> reserved() {
        return Stream.of(".parvada", ".parvada/identity", ".PARVADA/x", ".Parvada-probe", "a/.parvada/x", ".parvadax")
                .flatMap(n -> Stream.of(n, "b/" + n, n.replace("par", "par\u200D"), "\u200C" + n));
    }

    @ParameterizedTest
    @MethodSource({"traversals", "reserved"})
    @ValueSource(
            strings = {
                "\uD800",
                "a\uDC00b",
                "a/\uD83D",
                ".film.mkv.parvada-part",
                "d/.film.mkv.PARVADA-part.state",
                "a//b"
            })
    void namesThatLeadElsewhereAreRefused(String name) {
        assertThatThrownBy(() -> new FileName(name))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_NAME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.txt",
                "...",
                "..a",
                "a..",
                ".a",
                "a/...",
                "%2e%2e/x",
                "%2e%2e%2fx",
                "CON",
                "nul.txt",
                "aux/x",
                "a b",
                " ",
                "~",
                "~root",
                "$HOME",
                "*?",
                "-rf",
                "ab:c",
                "ñ",
                "n\u0303",
                "文件名",
                "\u4E2E\u4E2E/x",
                "\uFF0E\uFF0E/x",
                "\u2024\u2024/x",
                "👩\u200D👩\u200D👧.jpg",
                "parvada",
                "x.parvada",
                "film.parvada-part",
                "1:2"
            })
    void namesThatOnlyLookDangerousAreNames(String name) {
        FileName parsed = new FileName(name);
        assertThat(parsed.value()).isEqualTo(name);
        assertThat(String.join("/", parsed.segments())).isEqualTo(name);
    }

    @Test
    void lengthsAreOfBytes() {
        new FileName("x".repeat(255));
        new FileName("é".repeat(127));
        new FileName("a/".repeat(63) + "a");
        for (String tooLong : List.of(
                "x".repeat(256),
                "é".repeat(128),
                "a/" + "x".repeat(256),
                "a/".repeat(64) + "a",
                ("x".repeat(200) + "/").repeat(21) + "x")) {
            assertThatThrownBy(() -> new FileName(tooLong)).isInstanceOf(PeerException.class);
        }
    }

    @Test
    void twinsOfUnicodeAreTwoNamesThatCompareEqualInNfc() {
        FileName composed = new FileName("\u00F1.txt");
        FileName decomposed = new FileName("n\u0303.txt");
        assertThat(composed).isNotEqualTo(decomposed);
        assertThat(composed.nfc()).isEqualTo(decomposed.nfc());
        assertThat(new FileName("a/b/c.txt").lastSegment()).isEqualTo("c.txt");
    }
}
