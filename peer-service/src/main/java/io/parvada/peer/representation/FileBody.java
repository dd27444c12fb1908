package io.parvada.peer.representation;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.connector.KernelSending;
import io.parvada.peer.connector.Outgoing;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.pace.Walk;
import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.storage.OpenFile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the bytes of a file leave, always from the channel that the one door opened. The kernel sends what is large, after
 * the call has returned: it holds a permit and a connection, no thread and no buffer. What is small, or under a limit of
 * the bandwidth, is copied through one buffer a call.
 */
public final class FileBody {

    /** Below, head and bytes leave in one write, and sendfile's further system calls cost more than the copy. */
    public static final int KERNEL_FROM_BYTES = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(FileBody.class);

    private static final int BUFFER_BYTES = 128 * 1024;
    private static final int WRITE_BYTES = 16 * 1024;

    private final Catalog catalog;
    private final Bandwidth bandwidth;
    private final KernelSending kernel;

    FileBody(Catalog catalog, Bandwidth bandwidth, KernelSending kernel) {
        this.catalog = catalog;
        this.bandwidth = bandwidth;
        this.kernel = kernel;
    }

    /** The head is set and not out. File and permit are closed by this, or when the kernel has sent all, in every case. */
    void send(
            OpenFile file,
            ByteRange range,
            Permits.Permit permit,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (byKernel(range, request)) {
            kernel.send(request, response, range.first(), range.length(), outgoing(file, range, permit));
            return;
        }
        try (file;
                permit;
                Walk walk = bandwidth.sending()) {
            copy(file, range, response.getOutputStream(), walk);
        }
    }

    private boolean byKernel(ByteRange range, HttpServletRequest request) {
        return range.length() >= KERNEL_FROM_BYTES && !bandwidth.send().limited() && KernelSending.possible(request);
    }

    private Outgoing outgoing(OpenFile file, ByteRange range, Permits.Permit permit) {
        return new Outgoing() {
            @Override
            public FileChannel channel() {
                return file.channel();
            }

            // Bytes that the kernel moves cannot be held back, only ended: a reader goes on with Range, and is paced.
            @Override
            public boolean mayGoOn() {
                return !bandwidth.send().limited();
            }

            @Override
            public boolean stillTheSame() {
                return unchanged(file);
            }

            @Override
            public void ended(long sentBytes) {
                try (file;
                        permit) {
                    if (sentBytes < range.length()) {
                        unchanged(file);
                        log.info("{}: cut after {} of {} bytes", file.stat().name(), sentBytes, range.length());
                    }
                }
            }
        };
    }

    private boolean unchanged(OpenFile file) {
        boolean changed = file.changed();
        if (changed) {
            log.warn(
                    "{} changed while it was sent: the answer is cut, and the file is hashed again",
                    file.stat().name());
            catalog.changed(file.stat().name());
        }
        return !changed;
    }

    private void copy(OpenFile file, ByteRange range, OutputStream out, Walk walk) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, range.length())));
        long position = range.first();
        walk.moved(0);
        while (position <= range.last()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), range.last() + 1 - position));
            int n = file.channel().read(buffer, position);
            position += n;
            // The last bytes are held back from a file that changed on the way, so that the caller sees it cut short.
            if ((n <= 0 || position > range.last()) && (!unchanged(file) || n <= 0)) {
                throw new CloseNowException("the file changed while it was sent");
            }
            try {
                write(buffer.array(), n, out, walk);
            } catch (IOException readerLeft) {
                unchanged(file);
                throw readerLeft;
            }
        }
    }

    // In the size that the connector writes anyway, so that a reader that takes little is seen before it has taken all.
    private static void write(byte[] bytes, int length, OutputStream out, Walk walk) throws IOException {
        for (int done = 0; done < length; done += WRITE_BYTES) {
            int n = Math.min(WRITE_BYTES, length - done);
            out.write(bytes, done, n);
            walk.moved(n);
        }
    }
}
