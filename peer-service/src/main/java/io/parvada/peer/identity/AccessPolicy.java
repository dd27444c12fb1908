package io.parvada.peer.identity;

import java.net.InetAddress;

/** What a caller may do. In access open: reading, searching, new names for all; the rest for loopback or the admin token. */
public final class AccessPolicy {

    /**
     * @param caller the address the connection comes from
     * @param bearer the token shown, or null
     * @throws io.parvada.transfer.error.PeerException FORBIDDEN, UNAUTHENTICATED for a wrong token
     */
    public void requireAdmin(InetAddress caller, String bearer, String whatFor) {
        throw new UnsupportedOperationException("due");
    }
}
