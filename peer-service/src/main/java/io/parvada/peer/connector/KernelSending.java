package io.parvada.peer.connector;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Globals;

/**
 * Answers whose bytes go from the page cache to the socket by sendfile(2). They hold no thread and no buffer while the
 * reader is slow; a reader that takes nothing for the connector's connection timeout is cut. Thread-safe.
 */
public final class KernelSending {

    private final AtomicLong count = new AtomicLong();
    /** By what Tomcat takes for the file's name; there only while the head of the answer is written. */
    private final Map<String, OutgoingChannel> handedOver = new ConcurrentHashMap<>();

    /** False on TLS, where the bytes must be encrypted. */
    public static boolean possible(HttpServletRequest request) {
        return !request.isSecure() && Boolean.TRUE.equals(request.getAttribute(Globals.SENDFILE_SUPPORTED_ATTR));
    }

    /**
     * Commits the answer, whose status and headers are set, Content-Length to {@code length}; nothing more may be
     * written to it. Returns before the bytes are out. The file is ended by this or later in every case, also when this
     * throws.
     *
     * @param first 0 or more
     * @param length at least 1
     */
    public void send(HttpServletRequest request, HttpServletResponse response, long first, long length, Outgoing file)
            throws IOException {
        String name = "outgoing-" + count.incrementAndGet();
        OutgoingChannel channel = new OutgoingChannel(file, first + length);
        handedOver.put(name, channel);
        try {
            request.setAttribute(Globals.SENDFILE_FILENAME_ATTR, name);
            request.setAttribute(Globals.SENDFILE_FILE_START_ATTR, first);
            request.setAttribute(Globals.SENDFILE_FILE_END_ATTR, first + length);
            response.flushBuffer();
        } finally {
            if (handedOver.remove(name) != null) {
                channel.close();
            }
        }
    }

    /** The channel belongs to the connection from now on. @throws IllegalStateException if there is none by that name */
    OutgoingChannel take(String name) {
        OutgoingChannel channel = handedOver.remove(name);
        if (channel == null) {
            throw new IllegalStateException("no open file is handed over as " + name);
        }
        return channel;
    }
}
