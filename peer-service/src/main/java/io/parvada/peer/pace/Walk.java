package io.parvada.peer.pace;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.concurrent.Semaphore;

/** A transfer on a thread of its own, which waits for its turns and not for another side that does too little. */
public final class Walk implements AutoCloseable {

    private final Semaphore turns = new Semaphore(0);
    private final Pace.Flow flow;
    private final Progress progress;

    Walk(Pace pace, Progress progress) {
        this.flow = pace.flow(turns::release);
        this.progress = progress;
    }

    /**
     * Counts the bytes that have moved, and returns when the next may; 0 before the first.
     *
     * @throws PeerException INVALID_REQUEST when the other side has been too slow; CANCELLED when the thread is
     *     interrupted
     */
    public void moved(long bytes) {
        progress.moved(bytes);
        if (progress.stalled()) {
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    "the bytes move slower than limits.least_rate allows; nobody waits for them any longer");
        }
        if (!flow.moved(bytes)) {
            awaitTurn();
            progress.restart();
        }
    }

    private void awaitTurn() {
        try {
            while (!flow.open()) {
                turns.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "the transfer was stopped while it waited for its turn", e);
        }
    }

    @Override
    public void close() {
        flow.close();
    }
}
