package io.parvada.bench.stall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Sends a GET and reads the first bytes of the answer. */
final class StalledHttp implements StalledClient {

    private static final int FIRST_BYTES = 512;

    private final SocketChannel socket;

    StalledHttp(String url) {
        URI uri = URI.create(url);
        String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n";
        try {
            socket = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
            socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            socket.read(ByteBuffer.allocate(FIRST_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A server that has closed is seen at once: what it had sent before still lies in the socket, so one byte tells
    // nothing; a further write would only be noticed by its answer. The kernel's state of the connection does.
    @Override
    public boolean connected() {
        try {
            return Sockets.established(((InetSocketAddress) socket.getLocalAddress()).getPort());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
