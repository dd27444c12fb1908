package io.parvada.transfer.fetch;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.BitSet;

/**
 * A holder that is dialled by its own lane at its first call: a dead or frozen one keeps nobody from fetching from the
 * others. One that could not be dialled is dialled again at the next call.
 */
public final class DialledSource implements PieceSource {

    /** Finds the way to the holder; blocks, ends by itself within seconds, and at once when its thread is interrupted. */
    @FunctionalInterface
    public interface Dial {

        /**
         * @throws PeerException PEER_UNREACHABLE, DEADLINE_EXCEEDED; what the holder says of the content; any when
         *     interrupted, whose connection is then closed
         */
        PieceSource to(ContentId content);
    }

    private final String name;
    private final boolean partial;
    private final Dial dial;
    private final Object lock = new Object();
    // All guarded by lock.
    private PieceSource source;
    private Thread dialling; // null when none does
    private boolean cancelled;

    /** One that has all. */
    public DialledSource(String name, Dial dial) {
        this(name, false, dial);
    }

    /** @param partial whether it was found to have no more than a part */
    public DialledSource(String name, boolean partial, Dial dial) {
        this.name = name;
        this.partial = partial;
        this.dial = dial;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean partial() {
        return partial;
    }

    @Override
    public BitSet available(ContentId content) {
        return dialled(content).available(content);
    }

    @Override
    public void hashes(ContentId content, Sink sink) {
        dialled(content).hashes(content, sink);
    }

    @Override
    public void bytes(ContentId content, long offset, long length, Blocks sink) {
        dialled(content).bytes(content, offset, length, sink);
    }

    @Override
    public Asked ask(ContentId content, long offset, long length) {
        return dialled(content).ask(content, offset, length);
    }

    /** Ends the calls or the dial under way, and every later one. */
    @Override
    public void cancel() {
        synchronized (lock) {
            interruptDial();
            if (source != null) {
                source.cancel();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            interruptDial();
            if (source != null) {
                source.close();
            }
        }
    }

    private PieceSource dialled(ContentId content) {
        synchronized (lock) {
            refuseIfCancelled();
            if (source != null) {
                return source;
            }
            dialling = Thread.currentThread();
        }
        PieceSource found = null;
        try {
            found = dial.to(content);
        } finally {
            dialled(found);
        }
        return found;
    }

    /** @param found null when the dial failed */
    private void dialled(PieceSource found) {
        synchronized (lock) {
            dialling = null;
            if (!cancelled) {
                source = found;
                return;
            }
        }
        Thread.interrupted(); // it was the dial's; the lane has files to close, which an interrupt would break
        if (found != null) {
            found.close();
        }
        throw interrupted();
    }

    private void interruptDial() {
        cancelled = true;
        if (dialling != null) {
            dialling.interrupt();
        }
    }

    private void refuseIfCancelled() {
        if (cancelled) {
            throw interrupted();
        }
    }

    private static PeerException interrupted() {
        return new PeerException(Reason.CANCELLED, "interrupted");
    }
}
