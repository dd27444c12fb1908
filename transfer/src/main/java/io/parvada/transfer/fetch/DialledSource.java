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

    /** Finds the way to the holder; blocks, and ends by itself within seconds. */
    @FunctionalInterface
    public interface Dial {

        /** @throws PeerException PEER_UNREACHABLE, DEADLINE_EXCEEDED; what the holder says of the content */
        PieceSource to(ContentId content);
    }

    private final String name;
    private final boolean partial;
    private final Dial dial;
    private final Object lock = new Object();
    private PieceSource source;
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

    /** Ends the call under way and every later one; a dial under way ends by itself. */
    @Override
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            if (source != null) {
                source.cancel();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            cancelled = true;
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
        }
        PieceSource dialled = dial.to(content);
        synchronized (lock) {
            if (cancelled) {
                dialled.close();
            }
            refuseIfCancelled();
            source = dialled;
            return source;
        }
    }

    private void refuseIfCancelled() {
        if (cancelled) {
            throw new PeerException(Reason.CANCELLED, "interrupted");
        }
    }
}
