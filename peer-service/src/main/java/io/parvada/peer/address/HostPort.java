package io.parvada.peer.address;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port without a scheme: {@code host:port} or {@code [v6]:port}. The host is in lower case, an IPv6 literal
 * without brackets; the port is 1 to 65535. Immutable.
 */
public record HostPort(String host, int port) {

    /** What is accepted, for sentences. */
    public static final String FORM = "host:port without a scheme, such as localhost:50051";

    private static final Pattern PARTS = Pattern.compile("(.+):([1-9]\\d{0,4})");

    /** @throws PeerException INVALID_REQUEST for a host or a port that is none */
    public HostPort {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        host = Host.parse(bracketed).orElseThrow(() -> refused(bracketed + ":" + port));
        if (port < 1 || port > 65_535) {
            throw refused(bracketed + ":" + port);
        }
    }

    /** @throws PeerException INVALID_REQUEST with what is accepted */
    public static HostPort parse(String text) {
        Matcher parts = PARTS.matcher(text == null ? "" : text);
        if (!parts.matches()) {
            throw refused(text);
        }
        String host = Host.parse(parts.group(1)).orElseThrow(() -> refused(text));
        return new HostPort(host, Integer.parseInt(parts.group(2)));
    }

    /** Whether this names the asking machine itself: localhost, 127/8 or ::1. Decided without a resolver. */
    public boolean isLoopback() {
        return Host.isLoopback(host);
    }

    /** Whether the host is an IP address and not a name. */
    public boolean isLiteral() {
        return Host.literal(host).isPresent();
    }

    private static PeerException refused(String text) {
        return new PeerException(Reason.INVALID_REQUEST, "\"" + text + "\" is no gRPC address; accepted: " + FORM);
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
