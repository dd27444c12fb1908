package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.disk.DiskFile;
import io.parvada.transfer.disk.Space;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.parts.StagedNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that arrive in order with no root known, hashed on the way, the layer kept in a file beside them. One thread.
 * Not resumable: a restart deletes it.
 */
public final class StagedStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagedStream.class);

    private final DiskFile data;
    private final DiskFile layer;
    private final long declaredBytes;
    private final Space.Claim claim;
    private final Runnable release;
    private final ContentHasher hasher = new ContentHasher(this::keep);
    private long received;
    private ContentHasher.Hashed hashed;
    private boolean closed;

    /** @param declaredBytes -1 when unknown */
    StagedStream(DiskFile data, DiskFile layer, long declaredBytes, Space.Claim claim, Runnable release) {
        this.data = data;
        this.layer = layer;
        this.declaredBytes = declaredBytes;
        this.claim = claim;
        this.release = release;
    }

    /**
     * The next bytes, any number; the buffer is read to its limit.
     *
     * @throws PeerException INVALID_REQUEST beyond what was declared, STORAGE_FULL, STORAGE_FAILURE
     */
    public void write(ByteBuffer bytes) {
        int n = bytes.remaining();
        if (declaredBytes >= 0 && n > declaredBytes - received) {
            throw new PeerException(Reason.INVALID_REQUEST, "more than the declared " + declaredBytes + " bytes came");
        }
        try {
            data.write(bytes, received);
            hasher.update(bytes);
        } catch (UncheckedIOException e) {
            throw DiskFailure.of(e.getCause(), "store the upload");
        } catch (IOException e) {
            throw DiskFailure.of(e, "store the upload");
        }
        received += n;
        claim.used(n);
    }

    /** No more bytes. Idempotent. @throws PeerException INVALID_REQUEST if fewer came than were declared */
    public ContentHasher.Hashed finish() {
        if (declaredBytes >= 0 && received != declaredBytes) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, "only " + received + " of the declared " + declaredBytes + " bytes came");
        }
        try {
            if (hashed == null) {
                hashed = hasher.finish();
            }
            return hashed;
        } catch (UncheckedIOException e) {
            throw DiskFailure.of(e.getCause(), "store the upload");
        }
    }

    /**
     * The layer after finish(), for the catalog: hashes first..first+count-1, concatenated; also after the commit, until
     * close. A file of one piece has one hash, its root.
     */
    public byte[] layer(int first, int count) {
        try {
            return layer.read((long) first * Sha256.BYTES, Math.multiplyExact(count, Sha256.BYTES));
        } catch (IOException e) {
            throw DiskFailure.of(e, "read the layer of the upload");
        }
    }

    /** All bytes and their times on the disk; the file that holds them. */
    Path seal() {
        if (hashed == null) {
            throw new PeerException(Reason.INVALID_REQUEST, "the upload is not finished");
        }
        try {
            data.force(true);
            return data.path();
        } catch (IOException e) {
            throw DiskFailure.of(e, "make the upload durable");
        }
    }

    /** Deletes what was not committed, and the layer. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            new StagedNames(data.path()).delete();
            data.close();
            layer.close();
        } catch (IOException e) {
            LOG.warn("An upload that ended could not be deleted and stays until the next start", e);
        } finally {
            claim.release();
            release.run();
        }
    }

    private void keep(int index, Sha256 hash) {
        try {
            layer.write(ByteBuffer.wrap(hash.toBytes()), (long) index * Sha256.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
