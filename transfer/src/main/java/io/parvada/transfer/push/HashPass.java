package io.parvada.transfer.push;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.PieceHasher;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.RootFold;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;

/**
 * One pass over a file for its root and its layer, by as many threads as the executor has, each a piece at a time: the
 * pieces of a hash tree do not wait for each other, as the blocks of a plain SHA-256 do. Memory is 256 KiB a thread.
 */
final class HashPass {

    private static final int READ_BYTES = 256 * 1024;
    // Pieces handed out, so that no thread waits for the one whose piece is the next to be folded.
    private static final int AHEAD = 16;

    private final LocalFile file;
    private final Pieces pieces;
    private final Executor hashers;
    private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

    /** @param hashers refuses no task; may run it at once */
    HashPass(LocalFile file, Executor hashers) {
        this.file = file;
        this.pieces = new Pieces(file.sizeBytes());
        this.hashers = hashers;
    }

    /**
     * Runs it; call once.
     *
     * @param done told on this thread how many bytes are hashed, after each piece; what it throws ends the pass
     * @throws PeerException DIGEST_MISMATCH if the file was cut meanwhile; STORAGE_FAILURE
     */
    ContentId run(LayerSpool layer, LongConsumer done) throws InterruptedException {
        Deque<FutureTask<Sha256>> underWay = new ArrayDeque<>();
        RootFold root = new RootFold(pieces);
        try {
            int next = 0;
            for (int piece = 0; piece < pieces.count(); piece++) {
                for (; next < pieces.count() && underWay.size() < AHEAD; next++) {
                    underWay.add(handedOut(next));
                }
                Sha256 hash = result(underWay.remove());
                layer.add(hash);
                root.add(hash);
                done.accept(pieces.offset(piece) + pieces.length(piece));
            }
            return root.finish();
        } finally {
            underWay.forEach(rest -> rest.cancel(false));
        }
    }

    private FutureTask<Sha256> handedOut(int piece) {
        FutureTask<Sha256> task = new FutureTask<>(() -> hash(piece));
        hashers.execute(task);
        return task;
    }

    private Sha256 hash(int piece) {
        Worker worker = idle.poll();
        if (worker == null) {
            worker = new Worker(new PieceHasher(), ByteBuffer.allocate(READ_BYTES));
        }
        try {
            return worker.hash(piece);
        } finally {
            idle.add(worker);
        }
    }

    private static Sha256 result(Future<Sha256> piece) throws InterruptedException {
        try {
            return piece.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PeerException known) {
                throw known;
            }
            throw new IllegalStateException("a piece could not be hashed", e.getCause());
        }
    }

    /** What one thread works with at a time. */
    private final class Worker {
        private final PieceHasher hasher;
        private final ByteBuffer buffer;

        Worker(PieceHasher hasher, ByteBuffer buffer) {
            this.hasher = hasher;
            this.buffer = buffer;
        }

        Sha256 hash(int piece) {
            hasher.begin();
            long from = pieces.offset(piece);
            int length = pieces.length(piece);
            for (int at = 0; at < length; at += buffer.limit()) {
                buffer.clear().limit(Math.min(READ_BYTES, length - at));
                file.read(from + at, buffer);
                hasher.update(buffer.flip());
            }
            return hasher.finish(pieces.proofHeight());
        }
    }
}
