package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three files of a staged file (bytes, {@code .state}, {@code .layer}) and when they are made durable. The state
 * says only what an fdatasync of the bytes has covered, so it is never ahead of the disk. After a failed fdatasync
 * nothing since the last good one is believed any more, as the kernel reports such a loss once and then forgets it: the
 * file refuses all further use, and opening it anew goes on from the last state. Thread-safe.
 */
final class StagedParts {

    static final String STATE = ".state";
    static final String LAYER = ".layer";

    private static final Logger LOG = LoggerFactory.getLogger(StagedParts.class);
    private static final long CHECKPOINT_BYTES = 64L << 20;
    private static final Duration CHECKPOINT_AFTER = Duration.ofSeconds(2);

    private final DiskFile data;
    private final DiskFile layerFile;
    private final LayerFile layer;
    private final ProvenPieces proven;
    private final Space.Claim claim;
    private final InstantSource clock;
    private final Runnable release;
    private final ReentrantLock checkpoint = new ReentrantLock();
    private long sinceCheckpoint; // guarded by this
    private Instant lastCheckpoint; // guarded by this
    private boolean deleted; // guarded by this
    private boolean closed; // guarded by this
    private volatile boolean broken;

    private StagedParts(Opened opened, Space.Claim claim, InstantSource clock, Runnable release) {
        this.data = opened.data;
        this.layerFile = opened.layerFile;
        this.layer = opened.layer;
        this.proven = opened.proven;
        this.claim = claim;
        this.clock = clock;
        this.release = release;
        this.lastCheckpoint = clock.instant();
    }

    private record Opened(DiskFile data, DiskFile layerFile, LayerFile layer, ProvenPieces proven) {
        void close() throws IOException {
            data.close();
            layerFile.close();
        }
    }

    /** @param release runs once, at close */
    static StagedParts open(Path data, ContentId content, Space space, InstantSource clock, Runnable release) {
        try {
            Optional<ProvenPieces> before = provenBefore(data, content);
            Space.Claim claim = space.claim(
                    content.sizeBytes() - before.map(ProvenPieces::bytes).orElse(0L));
            boolean opened = false;
            try {
                Opened files = before.isPresent() ? resume(data, content, before.get()) : begin(data, content);
                opened = true;
                return new StagedParts(files, claim, clock, release);
            } finally {
                if (!opened) {
                    claim.release();
                }
            }
        } catch (IOException e) {
            throw DiskFailure.of(e, "stage " + content);
        }
    }

    /** Deletes the files of one staging, the state first: bytes without state cost work, state without bytes lies. */
    static void delete(Path data) throws IOException {
        boolean hadState = Files.deleteIfExists(beside(data, STATE));
        Files.deleteIfExists(beside(data, STATE + ".next"));
        Files.deleteIfExists(beside(data, LAYER));
        if (hadState && Files.exists(data, LinkOption.NOFOLLOW_LINKS)) {
            force(data.getParent());
        }
        Files.deleteIfExists(data);
    }

    /** Whether the bytes have another name too: a crash came between the commit and the end of the staging. */
    static boolean committed(Path data) throws IOException {
        try {
            return (int) Files.getAttribute(data, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
        } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
            return false;
        }
    }

    private static Optional<ProvenPieces> provenBefore(Path data, ContentId content) throws IOException {
        if (!Files.isRegularFile(data, LinkOption.NOFOLLOW_LINKS) || committed(data)) {
            return Optional.empty();
        }
        long size = Files.readAttributes(data, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .size();
        return ProvenPieces.load(beside(data, STATE), content)
                .filter(p -> p.reach() <= size && size <= content.sizeBytes());
    }

    // Always new files, never old ones cut to 0: after a crash the old one may be linked into the share already.
    private static Opened begin(Path data, ContentId content) throws IOException {
        delete(data);
        DiskFile bytes = DiskFile.create(data);
        try {
            DiskFile layerFile = DiskFile.create(beside(data, LAYER));
            return new Opened(bytes, layerFile, new LayerFile(layerFile, content), ProvenPieces.none(content));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static Opened resume(Path data, ContentId content, ProvenPieces proven) throws IOException {
        DiskFile bytes = DiskFile.open(data);
        DiskFile layerFile = null;
        try {
            Path path = beside(data, LAYER);
            layerFile = Files.exists(path) ? DiskFile.open(path) : DiskFile.create(path);
            LayerFile layer = new LayerFile(layerFile, content);
            layer.resume();
            return new Opened(bytes, layerFile, layer, proven);
        } catch (IOException e) {
            bytes.close();
            if (layerFile != null) {
                layerFile.close();
            }
            throw e;
        }
    }

    LayerFile layer() {
        return layer;
    }

    ProvenPieces proven() {
        return proven;
    }

    /** A piece that is proven. */
    void write(int piece, long offset, ByteBuffer bytes) {
        refuseBroken();
        int length = bytes.remaining();
        try {
            data.write(bytes, offset);
            if (proven.add(piece)) {
                claim.used(length);
                checkpointIfDue(length);
            }
        } catch (IOException e) {
            throw DiskFailure.of(e, "store piece " + piece);
        }
    }

    private void checkpointIfDue(int written) throws IOException {
        synchronized (this) {
            sinceCheckpoint += written;
            boolean due = sinceCheckpoint >= CHECKPOINT_BYTES
                    || Duration.between(lastCheckpoint, clock.instant()).compareTo(CHECKPOINT_AFTER) >= 0;
            if (!due) {
                return;
            }
        }
        // One thread waits for the disk; the others go on writing, and find their pieces in the next checkpoint.
        if (checkpoint.tryLock()) {
            try {
                checkpoint();
            } finally {
                checkpoint.unlock();
            }
        }
    }

    private void checkpoint() throws IOException {
        BitSet covered = proven.copy();
        synchronized (this) {
            sinceCheckpoint = 0;
            lastCheckpoint = clock.instant();
        }
        force(false);
        proven.save(beside(data.path(), STATE), covered);
    }

    private void force(boolean times) throws IOException {
        refuseBroken();
        boolean durable = false;
        try {
            data.force(times);
            durable = true;
        } catch (ClosedByInterruptException e) {
            durable = true; // not the disk's failure: the next checkpoint covers it
            throw e;
        } finally {
            broken |= !durable;
        }
    }

    private void refuseBroken() {
        if (broken) {
            throw new PeerException(Reason.STORAGE_FAILURE, "the disk lost bytes that were staged; start it again");
        }
    }

    /** fsync of the bytes; answers where they are. */
    Path seal() {
        checkpoint.lock();
        try {
            force(true);
            return data.path();
        } catch (IOException e) {
            throw DiskFailure.of(e, "make the staged bytes durable");
        } finally {
            checkpoint.unlock();
        }
    }

    /** Takes the names of the files away; what is open stays readable until close. */
    void delete() {
        synchronized (this) {
            if (deleted || closed) {
                return;
            }
            deleted = true;
        }
        claim.release();
        try {
            delete(data.path());
        } catch (IOException e) {
            LOG.warn("A staged file could not be deleted and stays until it is reclaimed", e);
        }
    }

    /** Saves what is proven, if any; a failure of that costs work only. */
    void close() {
        boolean keep;
        synchronized (this) {
            if (closed) {
                return;
            }
            keep = !deleted;
            closed = true;
        }
        // An interrupted thread could not write; what it has proven is still worth keeping.
        boolean interrupted = Thread.interrupted();
        try {
            if (keep) {
                keepOrForget();
            }
            data.close();
            layerFile.close();
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
        if (broken) {
            return;
        }
        if (proven.bytes() == 0 && !layer.worthKeeping()) {
            delete(data.path());
            return;
        }
        checkpoint.lock();
        try {
            checkpoint();
        } finally {
            checkpoint.unlock();
        }
    }

    private static void force(Path directory) throws IOException {
        try (Directory open = Directory.open(directory)) {
            open.force();
        }
    }

    static Path beside(Path data, String suffix) {
        return data.resolveSibling(data.getFileName() + suffix);
    }
}
