package io.parvada.peer.metalink;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * One file as RFC 5854 describes it to a download client. There is no {@code location}, as no peer knows its country.
 *
 * @param pieces empty where they are not computed
 * @param mirrors where the file is now, best first
 */
public record Metalink(Described file, Optional<PieceDigests> pieces, List<Mirror> mirrors, Instant published) {

    public static final String MEDIA_TYPE = "application/metalink4+xml";

    private static final Duration READING = Duration.ofSeconds(2);

    static final String GENERATOR = "Parvada";
    static final String NAMESPACE = "urn:ietf:params:xml:ns:metalink";

    /** @param priority 1 is asked first (RFC 5854, 4.2.16.2) */
    record Mirror(String url, int priority) {}

    /** @throws PeerException BUSY without any plain hash: it would prove nothing to who reads it */
    public Metalink {
        if (file.sha256() == null && pieces.isEmpty()) {
            throw PeerException.retryAfter(
                    Reason.BUSY, "the plain hashes of '" + file.name() + "' are still being read", READING);
        }
    }

    /** The document, in UTF-8; under 300 KB whatever the file's size. */
    public byte[] xml() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML into memory", e);
        }
        return out.toByteArray();
    }

    private void write(OutputStream out) throws XMLStreamException {
        XMLStreamWriter xml =
                XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
        xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        xml.writeStartElement("metalink");
        xml.writeDefaultNamespace(NAMESPACE);
        element(xml, "generator", GENERATOR);
        element(xml, "published", published.truncatedTo(ChronoUnit.SECONDS).toString());
        xml.writeStartElement("file");
        // As Content-Disposition has it: a client is not made to create directories.
        xml.writeAttribute("name", legal(file.name().lastSegment()));
        element(xml, "identity", legal(file.name().value()));
        element(xml, "size", Long.toString(file.content().sizeBytes()));
        hashes(xml);
        for (Mirror mirror : mirrors) {
            xml.writeStartElement("url");
            xml.writeAttribute("priority", Integer.toString(mirror.priority()));
            xml.writeCharacters(mirror.url());
            xml.writeEndElement();
        }
        xml.writeEndDocument();
        xml.close();
    }

    private void hashes(XMLStreamWriter xml) throws XMLStreamException {
        if (file.sha256() != null) {
            xml.writeStartElement("hash");
            xml.writeAttribute("type", "sha-256");
            xml.writeCharacters(file.sha256().hex());
            xml.writeEndElement();
        }
        if (pieces.isPresent()) {
            xml.writeStartElement("pieces");
            xml.writeAttribute("length", Long.toString(pieces.get().lengthBytes()));
            xml.writeAttribute("type", "sha-256");
            for (var hash : pieces.get().hashes()) {
                element(xml, "hash", hash.hex());
            }
            xml.writeEndElement();
        }
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    // A file name may have what XML cannot say at all, not even escaped.
    private static String legal(String name) {
        return name.replaceAll("[\\uFFFE\\uFFFF]", "_");
    }
}
