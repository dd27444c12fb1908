package io.parvada.transfer.push;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The sending side of an upload: hashes the file once, sends what the receiver lacks, goes on after a break. Used once,
 * on the thread that calls {@link #run}; {@link #cancel} from any. Memory is 256 KiB a
 * thread that hashes, then a few blocks of 512 KiB.
 */
public final class Push {

    /** Told of the progress, on the running thread; returns quickly and throws nothing. */
    public interface Listener {
        default void hashing(long doneBytes, long totalBytes) {}

        /** doneBytes: what the receiver had, and what was sent; falls when a break loses what was not proven yet. */
        default void sending(long doneBytes, long totalBytes) {}

        /** The call broke, or the receiver is busy: the push goes on after a while. */
        default void retrying(String why) {}
    }

    /**
     * What was done.
     *
     * @param content what the receiver now has under {@code name}
     * @param sentBytes over all tries; 0 when the receiver had it all
     * @param alreadyPresent the name stood there with exactly this content before
     */
    public record Report(FileName name, ContentId content, long sentBytes, boolean alreadyPresent) {}

    /** Waits between two tries; true if the wait was ended by {@link Push#cancel}. */
    interface Pause {
        boolean pause(Duration time) throws InterruptedException;
    }

    private final Path path;
    private final FileName name;
    private final boolean overwrite;
    private final UploadTarget target;
    private final Listener listener;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Pause pause;
    private final Retries retries = new Retries();
    private long sentBytes;

    /** @param target serves this push alone, and is closed by the caller after it */
    public Push(Path file, FileName as, boolean overwrite, UploadTarget target, Listener listener) {
        this(file, as, overwrite, target, listener, null);
    }

    /** @param pause null for one that really waits */
    Push(Path file, FileName as, boolean overwrite, UploadTarget target, Listener listener, Pause pause) {
        this.path = file;
        this.name = as;
        this.overwrite = overwrite;
        this.target = target;
        this.listener = listener;
        this.pause = pause != null ? pause : time -> cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Blocks until the receiver has it durably under its name.
     *
     * @throws PeerException FILE_NOT_FOUND or INVALID_REQUEST for the local file; DIGEST_MISMATCH if it was changed
     *     meanwhile; whatever the receiver refuses; PEER_UNREACHABLE, DEADLINE_EXCEEDED, BUSY after the last try;
     *     CANCELLED, also when the thread is interrupted, whose flag then stays set
     */
    public Report run() {
        return run(Runnable::run);
    }

    /**
     * The same, where other threads hash the file.
     *
     * @param hashers each of their threads takes a piece at a time; 4 at most are of use, more read no faster
     */
    public Report run(Executor hashers) {
        try (LocalFile file = LocalFile.open(path);
                LayerSpool layer = new LayerSpool(new Pieces(file.sizeBytes()).count())) {
            ContentId content = hash(file, layer, hashers);
            while (true) {
                try {
                    boolean present = send(file, content, layer);
                    return new Report(name, content, sentBytes, present);
                } catch (PeerException e) {
                    waitAfter(e, file);
                }
            }
        }
    }

    /** {@link #run} throws CANCELLED soon, unless it is done already. Idempotent. */
    public void cancel() {
        cancelled.countDown();
        target.cancel();
    }

    private ContentId hash(LocalFile file, LayerSpool layer, Executor hashers) {
        try {
            ContentId content = new HashPass(file, hashers).run(layer, done -> {
                checkNotCancelled();
                listener.hashing(done, file.sizeBytes());
            });
            file.checkUnchanged();
            return content;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelledHere();
        }
    }

    /** One try; true if the receiver had the file under this name already. */
    private boolean send(LocalFile file, ContentId content, LayerSpool layer) {
        checkNotCancelled();
        UploadTarget.State state = target.open(name, content, overwrite);
        if (state.alreadyPresent()) {
            return true;
        }
        String uploadId = state.uploadId();
        if (state.hashesNeeded()) {
            state = target.hashes(uploadId, layer.feed());
        }
        MissingFeed.check(state.missing(), file.sizeBytes());
        long missing = MissingFeed.total(state.missing());
        retries.opened(missing);
        long before = sentBytes + missing - file.sizeBytes();
        target.send(uploadId, new MissingFeed(file, state.missing(), n -> {
            sentBytes += n;
            listener.sending(sentBytes - before, file.sizeBytes());
        }));
        return false;
    }

    private void waitAfter(PeerException e, LocalFile file) {
        checkNotCancelled();
        if (e.reason() == Reason.DIGEST_MISMATCH) {
            file.checkUnchanged();
        }
        Optional<Duration> wait = retries.after(e);
        if (wait.isEmpty()) {
            throw e;
        }
        listener.retrying(e.detail());
        try {
            if (pause.pause(wait.get())) {
                throw cancelledHere();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw cancelledHere();
        }
        file.checkUnchanged();
    }

    private void checkNotCancelled() {
        if (cancelled.getCount() == 0) {
            throw cancelledHere();
        }
    }

    private PeerException cancelledHere() {
        return new PeerException(Reason.CANCELLED, "the upload of " + name + " was cancelled");
    }
}
