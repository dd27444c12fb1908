package io.parvada.transfer.fetch;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.plan.DownloadPlan;
import io.parvada.transfer.storage.PieceWriter;

/** Cuts the bytes of one run, in whatever blocks they come, into whole pieces. One thread. */
final class PieceAssembly implements PieceSource.Blocks {

    /** What becomes of the pieces. */
    interface Taker {

        /** Asked before the first byte of each piece; false ends the run with {@link Enough}. */
        boolean wants(int piece);

        /** As {@link PieceWriter#add}: true when the piece is whole, proven and written. */
        boolean add(int piece, Block block);
    }

    /** Ends a call whose answer is no longer needed. Control flow, so without a stack trace. */
    static final class Enough extends RuntimeException {
        Enough() {
            super("enough", null, false, false);
        }
    }

    private final DownloadPlan.Run run;
    private final PieceWriter writer;
    private final Taker taker;
    private int piece;

    /** @param writer what it has begun is given up */
    PieceAssembly(DownloadPlan.Run run, PieceWriter writer, Taker taker) {
        this.run = run;
        this.writer = writer;
        this.taker = taker;
        this.piece = run.first();
    }

    @Override
    public void bytes(long offset, Block block) {
        boolean handedOver = false;
        try {
            while (block.remaining() > 0) {
                if (writer.piece() != piece) {
                    begin();
                }
                handedOver = block.remaining() <= writer.missing();
                if (taker.add(piece, block)) {
                    piece++;
                }
            }
        } finally {
            if (!handedOver) {
                block.close();
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
        writer.begin(piece);
    }
}
