package io.parvada.peer.representation;

import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.http.Callers;
import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;

/** GET and HEAD of a shared file: what the answer says, by RFC 9110; {@link FileBody} sends what it carries. */
public final class Sending {

    private final SharedFolder folder;
    private final Standing standing;
    private final Permits permits;
    private final FileBody body;

    Sending(SharedFolder folder, Standing standing, Permits permits, FileBody body) {
        this.folder = folder;
        this.standing = standing;
        this.permits = permits;
        this.body = body;
    }

    /**
     * All that is thrown is thrown before a byte is out.
     *
     * @throws PeerException FILE_NOT_FOUND, INVALID_RANGE, BUSY, STORAGE_FAILURE
     * @throws org.springframework.web.server.ResponseStatusException 412
     */
    public void send(FileName name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        OpenFile file = folder.read(name);
        boolean handedOver = false;
        try {
            handedOver = answer(file, request, response);
        } finally {
            if (!handedOver) {
                file.close();
            }
        }
    }

    /** Whether the file is closed by {@link FileBody}. */
    private boolean answer(OpenFile file, HttpServletRequest request, HttpServletResponse response) throws IOException {
        FileStat stat = file.stat();
        CatalogEntry entry = standing.asIndexed(stat);
        String etag = Standing.etag(entry);
        Conditions.require(request, new Conditions.Current(etag, stat.modified()));
        if (Conditions.notModified(request, etag, stat.modified())) {
            describe(response, stat, entry, etag);
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return false;
        }
        ByteRange range = wanted(request, response, etag, stat.sizeBytes());
        if (request.getMethod().equals("HEAD")) {
            begin(response, stat, entry, etag, range);
            return false;
        }
        Permits.Permit permit = permits.acquire(Callers.address(request), "download of " + stat.name());
        begin(response, stat, entry, etag, range);
        body.send(file, range, permit, request, response);
        return true;
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
        response.setHeader(
                "Content-Disposition", Conditions.attachment(stat.name().lastSegment()));
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
}
