package io.parvada.peer.metalink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class MetalinkTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");
    private static final Sha256 ONE = Sha256.of(new byte[] {1});
    private static final Sha256 TWO = Sha256.of(new byte[] {2});

    @Test
    void theDocumentSaysAllThatIsKnown() throws Exception {
        Described file = described("docs/a <b> & \"ñ\".txt", 3_000_000, ONE);
        Metalink metalink = new Metalink(
                file,
                Optional.of(new PieceDigests(2_097_152, List.of(ONE, TWO))),
                List.of(new Metalink.Mirror("http://a/files/x?y&z", 1), new Metalink.Mirror("http://b/files/x", 2)),
                NOW);

        Element root = parsed(metalink.xml()).getDocumentElement();

        assertThat(root.getNamespaceURI()).isEqualTo("urn:ietf:params:xml:ns:metalink");
        assertThat(text(root, "published")).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(element(root, "file", 0).getAttribute("name")).isEqualTo("a <b> & \"ñ\".txt");
        assertThat(text(root, "identity")).isEqualTo("docs/a <b> & \"ñ\".txt");
        assertThat(text(root, "size")).isEqualTo("3000000");
        assertThat(element(root, "hash", 0).getAttribute("type")).isEqualTo("sha-256");
        assertThat(text(root, "hash")).isEqualTo(ONE.hex());
        assertThat(element(root, "pieces", 0).getAttribute("length")).isEqualTo("2097152");
        assertThat(element(root, "pieces", 0).getTextContent()).isEqualTo(ONE.hex() + TWO.hex());
        assertThat(element(root, "url", 0).getAttribute("priority")).isEqualTo("1");
        assertThat(text(root, "url")).isEqualTo("http://a/files/x?y&z");
        assertThat(element(root, "url", 1).getAttribute("priority")).isEqualTo("2");
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws Exception {
        Described file = described("a\uFFFF.txt", 1, ONE);

        Element root = parsed(new Metalink(file, Optional.empty(), List.of(), NOW).xml())
                .getDocumentElement();

        assertThat(root.getElementsByTagName("pieces").getLength()).isZero();
        assertThat(element(root, "file", 0).getAttribute("name")).isEqualTo("a_.txt");
    }

    @Test
    void withoutAnyHashThereIsNoMetalinkYet() {
        Described file = described("a.txt", 1, null);

        PeerException busy =
                catchThrowableOfType(PeerException.class, () -> new Metalink(file, Optional.empty(), List.of(), NOW));

        assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        assertThat(busy.retryAfter()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1048576",
        "2147483648, 1048576",
        "2147483649, 2097152",
        "4294967297, 4194304",
        "1099511627776, 536870912",
        "2251799813685247, 1099511627776"
    })
    void noFileHasMorePiecesThanADocumentShouldCarry(long sizeBytes, long lengthBytes) {
        assertThat(PieceDigests.lengthFor(sizeBytes, 1024 * 1024)).isEqualTo(lengthBytes);
    }

    private static Described described(String name, long sizeBytes, Sha256 sha256) {
        return new Described(new FileName(name), new ContentId(sizeBytes, TWO), sha256);
    }

    private static Document parsed(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static Element element(Element root, String name, int index) {
        return (Element) root.getElementsByTagName(name).item(index);
    }

    private static String text(Element root, String name) {
        return element(root, name, 0).getTextContent();
    }
}
