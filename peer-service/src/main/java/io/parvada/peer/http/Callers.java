package io.parvada.peer.http;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who sends a request, as far as HTTP tells. */
public final class Callers {

    /** User-Agent of peers among themselves; believed for nothing but the level of a log line. */
    public static final String PEER_AGENT = "parvada-peer";

    private static final String BEARER = "Bearer ";

    private Callers() {}

    /** The address the connection comes from; no header is believed. */
    public static InetAddress address(HttpServletRequest request) {
        try {
            return InetAddress.getByName(request.getRemoteAddr()); // always a literal: no look-up
        } catch (UnknownHostException e) {
            throw new PeerException(Reason.INTERNAL, "a connection without an address", e);
        }
    }

    /** The Host header as it came; empty, never null, when there is none. */
    public static String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host == null ? "" : host;
    }

    /** The token of {@code Authorization: Bearer} (RFC 6750), or null when none is shown. */
    public static String bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return header.substring(BEARER.length()).trim();
    }
}
