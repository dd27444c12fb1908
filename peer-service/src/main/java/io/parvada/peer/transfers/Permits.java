package io.parvada.peer.transfers;

/** How many transfers run at once. Thread-safe. */
public final class Permits {

    /** Held while a transfer runs; close once or more, from any thread. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws io.parvada.transfer.error.PeerException BUSY with Retry-After when all are out */
    public Permit acquire(String what) {
        throw new UnsupportedOperationException("due");
    }

    public int active() {
        throw new UnsupportedOperationException("due");
    }
}
