package io.parvada.peer.identity;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a caller may do. In access {@code open} anyone who reaches the port may read, search, store new names and add a
 * peer that proves itself; deleting, overwriting, removing peers and starting downloads are an admin's, who is on
 * loopback or shows the token of {@code <state_dir>/admin-token}. Immutable; any thread.
 */
public final class AccessPolicy {

    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final byte[] token;
    private final Set<String> ownHosts;

    /**
     * @param adminToken the token's text, never empty
     * @param ownHosts hosts that this peer advertises, lower case, IPv6 in brackets
     */
    public AccessPolicy(String adminToken, Set<String> ownHosts) {
        this.token = adminToken.getBytes(StandardCharsets.UTF_8);
        this.ownHosts = Set.copyOf(ownHosts);
    }

    /**
     * Returns if the caller is an admin. A browser on this machine is also a loopback caller, and a page from elsewhere
     * can make it call here under a name of its own that resolves to 127.0.0.1 (DNS rebinding); so a loopback caller
     * counts only if its Host is localhost, a loopback literal, or a host that this peer advertises.
     *
     * @param caller the address the connection comes from
     * @param host the Host header or :authority with or without port; null where no browser can call (gRPC)
     * @param bearer the token shown, or null
     * @param whatFor the action for the sentence, such as "deleting a file"
     * @throws PeerException FORBIDDEN; UNAUTHENTICATED for a wrong token, from loopback too
     */
    public void requireAdmin(InetAddress caller, String host, String bearer, String whatFor) {
        if (bearer != null) {
            if (!MessageDigest.isEqual(bearer.getBytes(StandardCharsets.UTF_8), token)) {
                throw new PeerException(Reason.UNAUTHENTICATED, "the token shown is not this peer's admin token");
            }
            return;
        }
        if (!caller.isLoopbackAddress()) {
            throw new PeerException(
                    Reason.FORBIDDEN, whatFor + " needs a caller on this peer's own machine, or the admin token");
        }
        if (host != null && !isOwn(host)) {
            throw new PeerException(
                    Reason.FORBIDDEN,
                    whatFor + " needs a Host that is localhost or this peer's own, or the admin token");
        }
    }

    private boolean isOwn(String host) {
        String name = PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(name).matches() || ownHosts.contains(name);
    }
}
