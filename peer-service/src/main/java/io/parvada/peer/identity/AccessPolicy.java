package io.parvada.peer.identity;

import io.parvada.transfer.credential.Scope;
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
 * loopback or shows the token of {@code <state_dir>/admin-token}. In the other modes an admin is who was granted that
 * scope. Immutable; any thread.
 */
public final class AccessPolicy {

    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    /**
     * Who asks.
     *
     * @param address the connection comes from
     * @param host the Host header or :authority with or without port; null where no browser can call (gRPC)
     * @param bearer the token shown, or null
     * @param granted what its credential grants; null where access is open, and nobody has looked at one
     */
    public record Asker(InetAddress address, String host, String bearer, Set<Scope> granted) {}

    private final boolean open;
    private final byte[] token;
    private final Set<String> ownHosts;

    /** Of access {@code open}; as the other. */
    public AccessPolicy(String adminToken, Set<String> ownHosts) {
        this(true, adminToken, ownHosts);
    }

    /**
     * @param open whether callers are judged by where they are, and not by credentials
     * @param adminToken the token's text, never empty
     * @param ownHosts hosts that this peer advertises, lower case, IPv6 in brackets
     */
    public AccessPolicy(boolean open, String adminToken, Set<String> ownHosts) {
        this.open = open;
        this.token = adminToken.getBytes(StandardCharsets.UTF_8);
        this.ownHosts = Set.copyOf(ownHosts);
    }

    /**
     * Returns if the caller is an admin. A browser on this machine is also a loopback caller, and a page from elsewhere
     * can make it call here under a name of its own that resolves to 127.0.0.1 (DNS rebinding); so a loopback caller
     * counts only if its Host is localhost, a loopback literal, or a host that this peer advertises.
     * Where access is not open, only the scope {@code admin} counts.
     *
     * @param whatFor the action for the sentence, such as "deleting a file"
     * @throws PeerException FORBIDDEN; UNAUTHENTICATED for a wrong token, from loopback too
     */
    public void requireAdmin(Asker asker, String whatFor) {
        if (open) {
            requireAdminByAddress(asker, whatFor);
        } else if (asker.granted() == null || !asker.granted().contains(Scope.ADMIN)) {
            throw new PeerException(Reason.FORBIDDEN, whatFor + " needs the scope admin, or this peer's admin token");
        }
    }

    /** Whether the text is this peer's admin token; takes as long for a wrong one. */
    public boolean isAdminToken(String shown) {
        return MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), token);
    }

    private void requireAdminByAddress(Asker asker, String whatFor) {
        if (asker.bearer() != null) {
            if (!isAdminToken(asker.bearer())) {
                throw new PeerException(Reason.UNAUTHENTICATED, "the token shown is not this peer's admin token");
            }
            return;
        }
        if (!asker.address().isLoopbackAddress()) {
            throw new PeerException(
                    Reason.FORBIDDEN, whatFor + " needs a caller on this peer's own machine, or the admin token");
        }
        if (asker.host() != null && !isOwn(asker.host())) {
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
