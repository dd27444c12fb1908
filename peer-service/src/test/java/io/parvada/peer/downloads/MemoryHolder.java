package io.parvada.peer.downloads;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A holder in this process: honest if its bytes and its layer are, and as slow as the test says. */
final class MemoryHolder {

    private static final int BLOCK = 256 * 1024;

    final String name;
    private final byte[] bytes;
    private final byte[] layer;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong given = new AtomicLong();
    private final CountDownLatch thawed = new CountDownLatch(1);
    private final CountDownLatch refused = new CountDownLatch(1);
    private volatile long freezesAt = Long.MAX_VALUE;
    private volatile MemoryHolder predecessor;
    private volatile boolean closed;
    private volatile boolean deaf;

    MemoryHolder(String name, byte[] bytes, byte[] layer) {
        this.name = name;
        this.bytes = bytes;
        this.layer = layer;
    }

    /** Gives so many bytes, and no more until it is thawed. */
    MemoryHolder freezingAfter(long count) {
        freezesAt = count;
        return this;
    }

    /** Nobody answers at its address. */
    MemoryHolder closed() {
        closed = true;
        return this;
    }

    /** Who asks it is not free of it before it is thawed. */
    MemoryHolder deafToCancel() {
        deaf = true;
        return this;
    }

    void thaw() {
        freezesAt = Long.MAX_VALUE;
        thawed.countDown();
    }

    /** Gives nothing before the other's bytes were refused. */
    MemoryHolder givingAfter(MemoryHolder other) {
        predecessor = other;
        return this;
    }

    long given() {
        return given.get();
    }

    boolean wasAsked() {
        return asked.get() > 0;
    }

    PieceSource source(String label) {
        return new Source(label);
    }

    private final class Source implements PieceSource {
        private final String label;
        private volatile Thread asking;
        private volatile boolean cancelled;

        Source(String label) {
            this.label = label;
        }

        @Override
        public String name() {
            return label;
        }

        @Override
        public void hashes(ContentId content, Sink sink) {
            refuseIfClosed();
            sink.bytes(0, ByteBuffer.wrap(layer, 0, content.pieces().count() * Sha256.BYTES));
        }

        @Override
        public void bytes(ContentId content, long offset, long length, Blocks sink) {
            refuseIfClosed();
            asking = Thread.currentThread();
            try {
                if (predecessor != null) {
                    predecessor.refused.await();
                }
                for (long at = offset; at < offset + length; at += BLOCK) {
                    int size = (int) Math.min(BLOCK, offset + length - at);
                    if (cancelled || given.get() + size > freezesAt) {
                        thawed.await();
                    }
                    sink.bytes(at, Block.of(ByteBuffer.wrap(bytes, (int) at, size)));
                    given.addAndGet(size);
                }
            } catch (InterruptedException e) {
                throw new PeerException(Reason.CANCELLED, "cancelled", e);
            } catch (PeerException e) {
                refused.countDown();
                throw e;
            } finally {
                asking = null;
                Thread.interrupted();
            }
        }

        private void refuseIfClosed() {
            asked.incrementAndGet();
            if (closed) {
                throw new PeerException(Reason.PEER_UNREACHABLE, label + " refuses the connection");
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            Thread under = asking;
            if (under != null && !deaf) {
                under.interrupt();
            }
        }

        @Override
        public void close() {
            cancel();
        }
    }
}
