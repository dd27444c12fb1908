package io.parvada.peer.rest;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.http.Callers;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.pace.Walk;
import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.apache.coyote.CloseNowException;

/**
 * The bytes of a shared file over HTTP. One buffer a call, whatever the file's size; the thread waits while the reader
 * is slow, and the connector ends a reader that takes nothing.
 *
 * <p>Read from the channel that the one door opened, not by Tomcat's sendfile: that opens a path a second time, and
 * between the two a directory can become a symbolic link.
 */
final class Sending {

    private static final int BUFFER_BYTES = 128 * 1024;
    private static final int WRITE_BYTES = 16 * 1024;

    private final SharedFolder folder;
    private final Catalog catalog;
    private final Permits permits;
    private final Bandwidth bandwidth;

    Sending(SharedFolder folder, Catalog catalog, Permits permits, Bandwidth bandwidth) {
        this.folder = folder;
        this.catalog = catalog;
        this.permits = permits;
        this.bandwidth = bandwidth;
    }

    /** @throws PeerException FILE_NOT_FOUND, INVALID_RANGE, BUSY, STORAGE_FAILURE; all before a byte is out */
    void send(FileName name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (OpenFile file = folder.read(name)) {
            FileStat stat = file.stat();
            CatalogEntry entry = asIndexed(stat);
            String etag = entry == null || entry.root() == null
                    ? null
                    : '"' + entry.root().hex() + '"';
            if (Conditions.notModified(request, etag, stat.modified())) {
                describe(response, stat, entry, etag);
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
            ByteRange range = wanted(request, response, etag, stat.sizeBytes());
            if (request.getMethod().equals("HEAD")) {
                begin(response, stat, entry, etag, range);
                return;
            }
            Permits.Permit permit = permits.acquire(Callers.address(request), "download of " + name);
            try (permit;
                    Walk walk = bandwidth.sending()) {
                begin(response, stat, entry, etag, range);
                copy(file, range, response.getOutputStream(), walk);
            }
        }
    }

    // Root and sha256 speak for the bytes only while the file is the one that was read for them.
    private CatalogEntry asIndexed(FileStat stat) {
        CatalogEntry entry = catalog.find(stat.name()).orElse(null);
        if (entry == null) {
            return null;
        }
        boolean same = entry.sizeBytes() == stat.sizeBytes()
                && entry.modified()
                        .truncatedTo(ChronoUnit.MILLIS)
                        .equals(stat.modified().truncatedTo(ChronoUnit.MILLIS));
        if (!same) {
            catalog.suspect(stat.name());
        }
        return same ? entry : null;
    }

    /** The range to send, the whole as a range of its own; of an empty file 0 to -1. */
    private static ByteRange wanted(HttpServletRequest request, HttpServletResponse response, String etag, long size) {
        ByteRange whole = new ByteRange(0, size - 1);
        if (!request.getMethod().equals("GET") || !Conditions.rangeApplies(request, etag)) {
            return whole;
        }
        try {
            return ByteRange.parse(request.getHeader("Range"), size)
                    .map(range -> {
                        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                        return range;
                    })
                    .orElse(whole);
        } catch (PeerException unsatisfiable) {
            response.setHeader("Content-Range", "bytes */" + size);
            throw unsatisfiable;
        }
    }

    private static void begin(
            HttpServletResponse response, FileStat stat, CatalogEntry entry, String etag, ByteRange range) {
        describe(response, stat, entry, etag);
        response.setContentType("application/octet-stream");
        response.setHeader("Content-Disposition", Conditions.attachment(stat.name()));
        response.setContentLengthLong(range.length());
        if (response.getStatus() == HttpServletResponse.SC_PARTIAL_CONTENT) {
            response.setHeader("Content-Range", range.contentRange(stat.sizeBytes()));
        }
    }

    private static void describe(HttpServletResponse response, FileStat stat, CatalogEntry entry, String etag) {
        response.setHeader("Accept-Ranges", "bytes");
        response.setDateHeader("Last-Modified", stat.modified().toEpochMilli());
        if (etag != null) {
            response.setHeader("ETag", etag);
        }
        if (entry != null && entry.sha256() != null) {
            String digest = Base64.getEncoder().encodeToString(entry.sha256().toBytes());
            response.setHeader("Repr-Digest", "sha-256=:" + digest + ":");
        }
    }

    private static void copy(OpenFile file, ByteRange range, OutputStream out, Walk walk) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, range.length())));
        long position = range.first();
        walk.moved(0);
        while (position <= range.last()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), range.last() + 1 - position));
            int n = file.channel().read(buffer, position);
            position += n;
            // The last bytes are held back from a file that changed on the way, so that the caller sees it cut short.
            if (n <= 0 || position > range.last() && file.changed()) {
                throw new CloseNowException("the file changed while it was sent");
            }
            write(buffer.array(), n, out, walk);
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
