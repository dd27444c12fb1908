package io.parvada.peer.transfers;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Upload;
import io.parvada.transfer.storage.StagedFile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One upload under way: IDLE between calls, TAKEN while a call has it, CLOSED for good. Only the call that took it may
 * feed it, from one thread at a time; closing and asking are for any thread. What was proven outlives it in the staging
 * area.
 */
public final class OpenUpload implements AutoCloseable {

    private enum State {
        IDLE,
        TAKEN,
        CLOSED
    }

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final String id;
    private final FileName name;
    private final StagedFile staged;
    private final Upload upload;
    private final Intake intake;
    private final LongSupplier nanoTime;
    private final Consumer<OpenUpload> onClose;
    // Guarded by this.
    private boolean overwrite;
    private State state = State.IDLE;
    private long idleSince;

    OpenUpload(
            String id,
            FileName name,
            boolean overwrite,
            StagedFile staged,
            Intake intake,
            LongSupplier nanoTime,
            Consumer<OpenUpload> onClose) {
        this.id = id;
        this.name = name;
        this.overwrite = overwrite;
        this.staged = staged;
        this.upload = new Upload(staged);
        this.intake = intake;
        this.nanoTime = nanoTime;
        this.onClose = onClose;
        this.idleSince = nanoTime.getAsLong();
    }

    public String id() {
        return id;
    }

    public FileName name() {
        return name;
    }

    public ContentId content() {
        return staged.content();
    }

    public boolean hashesNeeded() {
        return upload.hashesNeeded();
    }

    /** What has to be sent, on piece boundaries but for the end of the file; empty when all is proven. */
    public List<Upload.Missing> missing() {
        return upload.missing();
    }

    /** The layer in order. @throws PeerException DIGEST_MISMATCH, INVALID_REQUEST */
    public void hashes(int firstIndex, ByteBuffer hashes) {
        upload.hashes(firstIndex, hashes);
    }

    /** Ends the layer. @throws PeerException DIGEST_MISMATCH if it does not prove the announced root */
    public void hashesDone() {
        upload.hashesDone();
    }

    /** Bytes of a piece; the block is this upload's, whatever happens. @throws PeerException DIGEST_MISMATCH, INVALID_RANGE, INVALID_REQUEST, STORAGE_FULL */
    public void bytes(long offset, Block data) {
        upload.bytes(offset, data);
    }

    /**
     * Takes the bytes from the share, where they may stand under another name; then the upload is committed and closed,
     * else it waits for its sender.
     *
     * @param wanted false when the sender has gone: then it is closed
     * @throws PeerException those of {@link Intake#commit}; BUSY when a call has it already; CANCELLED when the sender
     *     has gone
     */
    boolean copiedFromShare(BooleanSupplier wanted) {
        if (upload.complete() || !take()) {
            return false;
        }
        boolean failed = true;
        try {
            boolean copied = intake.copyInto(staged, wanted);
            if (copied) {
                commit();
            } else if (!wanted.getAsBoolean()) {
                throw new PeerException(Reason.CANCELLED, "the sender of '" + name + "' has gone");
            }
            failed = false;
            return copied;
        } finally {
            if (failed) {
                close();
            } else {
                release();
            }
        }
    }

    /**
     * Gives the file its name and closes the upload.
     *
     * @throws PeerException INVALID_REQUEST while pieces are missing; those of {@link Intake#commit}
     */
    public Stored commit() {
        if (!upload.complete()) {
            long missing = missing().stream().mapToLong(Upload.Missing::length).sum();
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    "the upload ended with " + missing + " bytes missing: open it again to go on");
        }
        try {
            Stored stored = intake.commit(staged, name, overwrite());
            if (stored.outcome() == Stored.Outcome.ALREADY_PRESENT) {
                staged.discard();
            }
            return stored;
        } catch (PeerException e) {
            if (e.reason() == Reason.ALREADY_EXISTS) {
                // Another content won the name while these bytes came: they will never have it, so their space is
                // freed.
                staged.discard();
            }
            throw e;
        } finally {
            close();
        }
    }

    /** Ends a call's hold; the upload waits for the next call, for a while. */
    public synchronized void release() {
        if (state == State.TAKEN) {
            upload.close();
            state = State.IDLE;
            idleSince = nanoTime.getAsLong();
        }
    }

    /** Makes what is proven durable, frees the permit. Idempotent. */
    @Override
    public void close() {
        if (end(Duration.ZERO, true)) {
            letGo();
        }
    }

    /** False when it is closed. @throws PeerException BUSY while another call has it */
    synchronized boolean take() {
        refuseIfTaken();
        if (state == State.CLOSED) {
            return false;
        }
        state = State.TAKEN;
        return true;
    }

    /** The same upload asked for again. False when it is closed. @throws PeerException BUSY while a call has it */
    synchronized boolean reopen(boolean nowOverwrite) {
        refuseIfTaken();
        overwrite = nowOverwrite;
        idleSince = nanoTime.getAsLong();
        return state == State.IDLE;
    }

    void closeIfIdle(Duration idleFor) {
        if (end(idleFor, false)) {
            letGo();
        }
    }

    // One winner, and never while a call has it unless it is that call's own wish.
    private synchronized boolean end(Duration idleFor, boolean evenIfTaken) {
        boolean idle = state == State.IDLE && nanoTime.getAsLong() - idleSince >= idleFor.toNanos();
        boolean now = idle || (evenIfTaken && state == State.TAKEN);
        if (now) {
            state = State.CLOSED;
        }
        return now;
    }

    private void letGo() {
        try {
            upload.close();
            staged.close();
        } finally {
            onClose.accept(this);
        }
    }

    private synchronized boolean overwrite() {
        return overwrite;
    }

    private void refuseIfTaken() {
        if (state == State.TAKEN) {
            throw PeerException.retryAfter(
                    Reason.BUSY, "another sender is uploading this content as '" + name + "'", RETRY_AFTER);
        }
    }
}
