package io.parvada.peer.representation;

import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.http.Callers;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.pace.Walk;
import io.parvada.peer.transfers.Intake;
import io.parvada.peer.transfers.Permits;
import io.parvada.peer.transfers.Stored;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Collections;

/** A body into the share. One buffer a call; nothing is visible before all of it is durable under its name. */
public final class Receiving {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Intake intake;
    private final Standing standing;
    private final Permits permits;
    private final Bandwidth bandwidth;
    private final LiveSettings settings;

    Receiving(Intake intake, Standing standing, Permits permits, Bandwidth bandwidth, LiveSettings settings) {
        this.intake = intake;
        this.standing = standing;
        this.permits = permits;
        this.bandwidth = bandwidth;
        this.settings = settings;
    }

    /**
     * The request's conditions are asked before the body is read, and again before the file gets its name.
     *
     * @throws PeerException what Intake refuses, before the body is read where its length tells; BUSY
     * @throws org.springframework.web.server.ResponseStatusException 412
     */
    public Stored receive(FileName name, boolean replace, HttpServletRequest request, HttpServletResponse response) {
        boolean overwrite = replace && !Conditions.onlyNew(request);
        boolean done = false;
        try {
            Sha256 declared = ReprDigest.sha256(Collections.list(request.getHeaders("Repr-Digest")));
            refusePartial(request);
            long length = request.getContentLengthLong();
            intake.admit(name, length, true);
            standing.requireForChange(name, request);
            intake.admit(name, length, overwrite);
            Stored stored = store(name, overwrite, declared, length, request);
            done = true;
            return stored;
        } finally {
            if (!done) {
                // What is left of the body is not read to the end for the sake of the connection.
                response.setHeader("Connection", "close");
            }
        }
    }

    private Stored store(FileName name, boolean overwrite, Sha256 declared, long length, HttpServletRequest request) {
        Permits.Permit permit = permits.acquire(Callers.address(request), "upload of " + name);
        try (permit;
                StagedStream staged = intake.stream(length);
                Walk walk = bandwidth.receiving()) {
            copy(request.getInputStream(), length, staged, walk);
            standing.requireForChange(name, request);
            return intake.commit(staged, name, overwrite, declared);
        } catch (SocketTimeoutException idle) {
            throw new PeerException(Reason.INVALID_REQUEST, "the body stopped before its end", idle);
        } catch (IOException cut) {
            throw new PeerException(Reason.INVALID_REQUEST, "the body ended before its end", cut);
        }
    }

    private void copy(InputStream body, long length, StagedStream staged, Walk walk) throws IOException {
        long bound = settings.limits().maxFileSize().toBytes();
        byte[] buffer = new byte[(int) (length < 0 ? BUFFER_BYTES : Math.max(1, Math.min(length, BUFFER_BYTES)))];
        long total = 0;
        walk.moved(0);
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            total += n;
            if (total > bound) {
                throw new PeerException(Reason.TOO_LARGE, "a file here has at most " + bound + " bytes");
            }
            staged.write(ByteBuffer.wrap(buffer, 0, n));
            walk.moved(n);
        }
    }

    // RFC 9110, 14.4 and 8.4: a part, or a coding, stored as the file would be other bytes than the caller means.
    private static void refusePartial(HttpServletRequest request) {
        if (request.getHeader("Content-Range") != null) {
            throw new PeerException(Reason.INVALID_REQUEST, "PUT takes a whole file, not a Content-Range");
        }
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new PeerException(Reason.UNSUPPORTED_MEDIA_TYPE, "a body is sent as it is, without Content-Encoding");
        }
    }
}
