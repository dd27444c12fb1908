package io.parvada.peer.http;

import io.parvada.peer.credential.Verified;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Who sends a request, as far as HTTP tells. */
public final class Callers {

    /** User-Agent of peers among themselves; believed for nothing but the level of a log line. */
    public static final String PEER_AGENT = "parvada-peer";

    private static final String BEARER = "Bearer ";
    private static final String VERIFIED = Callers.class.getName() + ".verified";

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

    /** Who asks, for what only an admin may do. */
    public static AccessPolicy.Asker asker(HttpServletRequest request) {
        return new AccessPolicy.Asker(
                address(request),
                host(request),
                bearer(request),
                verified(request).map(caller -> caller.grant().scopes()).orElse(null));
    }

    /** Who the caller has shown itself to be; empty where access is open, and where anyone may ask. */
    public static Optional<Verified> verified(HttpServletRequest request) {
        return Optional.ofNullable((Verified) request.getAttribute(VERIFIED));
    }

    /** Said once, before any route: from now on the request is this caller's. */
    public static void verified(HttpServletRequest request, Verified caller) {
        request.setAttribute(VERIFIED, caller);
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
