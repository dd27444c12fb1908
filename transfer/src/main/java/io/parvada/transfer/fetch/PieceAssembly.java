package io.parvada.transfer.fetch;

import io.parvada.transfer.content.Pieces;
import java.nio.ByteBuffer;

/**
 * Cuts the bytes of one run, in whatever parts they come, into whole pieces. One buffer of a piece is all the memory; it
 * belongs to the lane and is used again for its next run. One thread.
 */
final class PieceAssembly implements PieceSource.Sink {

    /** What becomes of the pieces. */
    interface Taker {

        /** Asked before the first byte of each piece; false ends the run with {@link Enough}. */
        boolean wants(int piece);

        /** All bytes of one piece, valid during the call. */
        void whole(int piece, ByteBuffer bytes);
    }

    /** Ends a call whose answer is no longer needed. Control flow, so without a stack trace. */
    static final class Enough extends RuntimeException {
        Enough() {
            super("enough", null, false, false);
        }
    }

    private final Pieces pieces;
    private final DownloadPlan.Run run;
    private final ByteBuffer buffer;
    private final Taker taker;
    private int piece;

    PieceAssembly(Pieces pieces, DownloadPlan.Run run, ByteBuffer buffer, Taker taker) {
        this.pieces = pieces;
        this.run = run;
        this.buffer = buffer;
        this.taker = taker;
        this.piece = run.first();
        buffer.clear();
    }

    @Override
    public void bytes(long offset, ByteBuffer data) {
        while (data.hasRemaining()) {
            if (buffer.position() == 0) {
                begin();
            }
            int n = Math.min(data.remaining(), buffer.remaining());
            buffer.put(data.slice(data.position(), n));
            data.position(data.position() + n);
            if (!buffer.hasRemaining()) {
                taker.whole(piece, buffer.flip());
                buffer.clear();
                piece++;
            }
        }
    }

    /** Whether the whole run has come. */
    boolean done() {
        return piece == run.end();
    }

    private void begin() {
        if (done() || !taker.wants(piece)) {
            throw new Enough();
        }
        buffer.limit(pieces.length(piece));
    }
}
