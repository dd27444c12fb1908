package io.parvada.transfer.parts;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.disk.Space;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open files of one staging and when they are made durable. The state says only what an fdatasync of the bytes has
 * covered, so it is never ahead of the disk; the live marks say the rest, and hold for as long as the machine runs.
 * After a failed fdatasync nothing since the last good one is believed any more, as the kernel reports such a loss once
 * and then forgets it: all further use is refused, and opening anew goes on from the last state. Thread-safe.
 */
public final class StagedParts {

    private static final Logger LOG = LoggerFactory.getLogger(StagedParts.class);

    private final StagedNames names;
    private final StagedContents contents;
    private final Space.Claim claim;
    private final Cadence cadence;
    private final Runnable release;
    private final ReentrantLock checkpoint = new ReentrantLock();
    private boolean deleted; // guarded by this
    private boolean closed; // guarded by this
    private volatile boolean broken;

    private StagedParts(
            StagedNames names, StagedContents contents, Space.Claim claim, Cadence cadence, Runnable release) {
        this.names = names;
        this.contents = contents;
        this.claim = claim;
        this.cadence = cadence;
        this.release = release;
    }

    /**
     * @param release runs once, at close
     * @throws PeerException STORAGE_FULL before anything is written if what is missing does not fit
     */
    public static StagedParts open(
            StagedNames names, ContentId content, Space space, InstantSource clock, Runnable release) {
        StagedContents before = null;
        Space.Claim claim = null;
        boolean opened = false;
        try {
            before = StagedContents.resume(names, content).orElse(null);
            claim = space.claim(
                    content.sizeBytes() - (before == null ? 0 : before.proven().bytes()));
            StagedContents contents = before == null ? StagedContents.begin(names, content) : before;
            opened = true;
            return new StagedParts(names, contents, claim, new Cadence(clock), release);
        } catch (IOException e) {
            throw DiskFailure.of(e, "stage " + content);
        } finally {
            if (!opened) {
                abandon(before, claim);
            }
        }
    }

    private static void abandon(StagedContents before, Space.Claim claim) {
        if (claim != null) {
            claim.release();
        }
        try {
            if (before != null) {
                before.close();
            }
        } catch (IOException e) {
            LOG.debug("What could not be staged could not be closed", e);
        }
    }

    public LayerFile layer() {
        return contents.layer();
    }

    public ProvenPieces proven() {
        return contents.proven();
    }

    public Path data() {
        return names.data();
    }

    /** A piece that is proven. */
    public void write(int piece, long offset, List<ByteBuffer> bytes) {
        refuseBroken();
        int length = 0;
        try {
            for (ByteBuffer part : bytes) {
                contents.data().write(part, offset + length);
                length += part.remaining();
            }
            if (proven().add(piece)) {
                contents.live().set(piece);
                claim.used(length);
                checkpointIfDue(length);
            }
        } catch (IOException e) {
            throw DiskFailure.of(e, "store piece " + piece);
        }
    }

    private void checkpointIfDue(int written) throws IOException {
        // One thread waits for the disk; the others go on writing, and find their pieces in the next checkpoint.
        if (cadence.written(written) && checkpoint.tryLock()) {
            try {
                checkpoint();
            } finally {
                checkpoint.unlock();
            }
        }
    }

    /** Makes what is proven so far durable, and says so in the state. */
    void checkpointNow() {
        checkpoint.lock();
        try {
            checkpoint();
        } catch (IOException e) {
            throw DiskFailure.of(e, "make the staged bytes durable");
        } finally {
            checkpoint.unlock();
        }
    }

    private void checkpoint() throws IOException {
        BitSet covered = proven().copy();
        cadence.begin();
        force(false);
        proven().save(names.state(), covered);
    }

    private void force(boolean times) throws IOException {
        refuseBroken();
        try {
            contents.data().force(times);
        } catch (ClosedByInterruptException e) {
            throw e; // not the disk's failure: the next checkpoint covers it
        } catch (IOException e) {
            broken = true;
            Files.deleteIfExists(names.live());
            throw e;
        }
    }

    /** Whether the disk has lost some of it. */
    public boolean broken() {
        return broken;
    }

    /** @throws PeerException STORAGE_FAILURE when the disk has lost some of it, nobody knows which */
    public void refuseBroken() {
        if (broken) {
            throw new PeerException(Reason.STORAGE_FAILURE, "the disk lost bytes that were staged; start it again");
        }
    }

    /** fsync of the bytes; answers where they are. */
    public Path seal() {
        checkpoint.lock();
        try {
            force(true);
            return names.data();
        } catch (IOException e) {
            throw DiskFailure.of(e, "make the staged bytes durable");
        } finally {
            checkpoint.unlock();
        }
    }

    /** Takes the names of the files away; what is open stays readable until close. */
    public void delete() {
        synchronized (this) {
            if (deleted || closed) {
                return;
            }
            deleted = true;
        }
        claim.release();
        boolean interrupted = Thread.interrupted(); // an interrupted thread could not sync the directory on its way
        try {
            names.delete();
        } catch (IOException e) {
            LOG.warn("A staged file could not be deleted and stays until it is reclaimed", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Saves what is proven, if any; a failure of that costs work only. */
    public void close() {
        boolean keep;
        synchronized (this) {
            if (closed) {
                return;
            }
            keep = !deleted && !broken;
            closed = true;
        }
        // An interrupted thread could not write; what it has proven is still worth keeping.
        boolean interrupted = Thread.interrupted();
        try {
            if (keep) {
                keepOrForget();
            }
            contents.close();
        } catch (IOException | PeerException e) {
            LOG.warn("What was staged since the last checkpoint is not kept", e);
        } finally {
            claim.release();
            release.run();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void keepOrForget() throws IOException {
        if (proven().bytes() == 0 && !layer().worthKeeping()) {
            names.delete();
        } else {
            checkpointNow();
        }
    }
}
