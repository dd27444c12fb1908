package io.parvada.peer.address;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer's REST address: http or https, a host, a port; no path, query, fragment or user; no trailing slash. Scheme and
 * host are in lower case and the port is always written, so that equal addresses are equal values. Immutable.
 */
public record PeerUrl(URI uri) {

    /** What is accepted, for sentences. */
    public static final String FORM = "http://host:port or https://host:port, such as http://localhost:8001";

    private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#@]+)");

    /** @throws PeerException INVALID_REQUEST with what is accepted */
    public PeerUrl {
        uri = canonical(uri.toString());
    }

    /** Trailing slashes are dropped. @throws PeerException INVALID_REQUEST with what is accepted */
    public static PeerUrl parse(String text) {
        return new PeerUrl(canonical(text == null ? "" : text));
    }

    /** The host and port that the URL names. */
    public HostPort hostPort() {
        return HostPort.parse(uri.getRawAuthority());
    }

    /** Whether both ports of the peer there speak TLS. */
    public boolean isHttps() {
        return "https".equals(uri.getScheme());
    }

    /** Whether this names the asking machine itself: localhost, 127/8 or ::1. Decided without a resolver. */
    public boolean isLoopback() {
        return hostPort().isLoopback();
    }

    private static URI canonical(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        Matcher parts = PARTS.matcher(text.substring(0, end));
        if (!parts.matches()) {
            throw refused(text);
        }
        try {
            HostPort authority = HostPort.parse(parts.group(2));
            return URI.create(parts.group(1).toLowerCase(Locale.ROOT) + "://" + authority);
        } catch (PeerException e) {
            throw refused(text);
        }
    }

    private static PeerException refused(String text) {
        return new PeerException(Reason.INVALID_REQUEST, "\"" + text + "\" is no peer URL; accepted: " + FORM);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
