package io.parvada.peer.address;

/** A host and a port without a scheme: {@code host:port} or {@code [v6]:port}. */
public record HostPort(String host, int port) {

    /** @throws io.parvada.transfer.error.PeerException INVALID_REQUEST with what is accepted */
    public static HostPort parse(String text) {
        throw new UnsupportedOperationException("due");
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
