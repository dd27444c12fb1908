package io.parvada.transfer.fetch;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.plan.DownloadPlan;
import io.parvada.transfer.storage.PieceWriter;
import io.parvada.transfer.storage.StagedFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One holder's part of a download: asks it for what the board hands out, until the download is over or the holder is
 * given up; while one run is read the next may be under way. A holder that serves wrong bytes, or a wrong layer, is given
 * up at once and blamed; a failure of our own disk ends the whole download. Runs on one thread of the caller's executor.
 */
final class Lane implements Runnable, PieceAssembly.Taker {

    /** A failure of the staged file: ours, not the holder's. */
    private static final class OurFailure extends RuntimeException {
        OurFailure(PeerException cause) {
            super(cause);
        }
    }

    /** What the holder has been asked for. @param besides whether another one was under way */
    private record Request(DownloadPlan.Run run, PieceSource.Asked bytes, boolean besides) {
        Request dropped() {
            bytes.close();
            return new Request(run, NOTHING, besides);
        }
    }

    private static final PieceSource.Asked NOTHING = sink -> {
        throw new PieceAssembly.Enough();
    };

    private final int number;
    private final PieceSource source;
    private final StagedFile staged;
    private final Board board;
    private final Patience patience = new Patience();
    private final PieceWriter writer;
    private final List<Request> requests = new ArrayList<>(); // the first is read
    private boolean oneAtATime;

    Lane(int number, PieceSource source, StagedFile staged, Board board) {
        this.number = number;
        this.source = source;
        this.staged = staged;
        this.board = board;
        this.writer = new PieceWriter(staged);
    }

    @Override
    public void run() {
        if (!board.begin(number)) {
            return;
        }
        try {
            Optional<DownloadPlan.Step> step = board.next(number);
            while (step.isPresent() && perform(step.get())) {
                step = board.next(number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            board.lost(number, new PeerException(Reason.CANCELLED, "the lane of " + source.name() + " was stopped"));
        } catch (RuntimeException e) {
            board.abort(new PeerException(Reason.INTERNAL, "the lane of " + source.name() + " failed", e));
        } finally {
            writer.close();
            board.end(number);
        }
    }

    /** False when this lane is at its end. */
    private boolean perform(DownloadPlan.Step step) throws InterruptedException {
        try {
            if (step instanceof DownloadPlan.Run run) {
                fetch(run);
            } else if (step instanceof DownloadPlan.Ask) {
                board.available(number, source.available(staged.content()));
            } else if (step instanceof DownloadPlan.Leave) {
                String why = source.name() + " has had nothing that is missing for long";
                board.lost(number, new PeerException(Reason.FILE_NOT_FOUND, why));
                return false;
            } else {
                fetchLayer();
            }
        } catch (PieceAssembly.Enough e) {
            // the rest is no longer wanted from this holder
        } catch (OurFailure e) {
            board.abort((PeerException) e.getCause());
            return false;
        } catch (PeerException e) {
            return askAgainAfter(e);
        }
        board.done(number);
        return true;
    }

    private boolean askAgainAfter(PeerException e) throws InterruptedException {
        if (board.isOver()) {
            return false;
        }
        Optional<Duration> wait = waitAfter(e);
        if (wait.isEmpty()) {
            board.lost(number, e);
            return false;
        }
        board.pause(number, e, wait.get());
        return true;
    }

    /** Of what it fetches under two names a holder may tell of the one and be asked of the other. */
    private Optional<Duration> waitAfter(PeerException e) {
        if (e.reason() == Reason.INVALID_RANGE && source.partial()) {
            board.doubt(number);
            return patience.afterDoubt();
        }
        return patience.after(e);
    }

    private void fetchLayer() {
        source.hashes(staged.content(), (first, hashes) -> {
            board.received(hashes.remaining());
            ours(() -> {
                if (!board.layer(number, first, hashes)) {
                    throw new PieceAssembly.Enough();
                }
            });
        });
        ours(() -> board.proveLayer(number));
        patience.renew();
    }

    /** The run, and those that were asked for meanwhile. */
    private void fetch(DownloadPlan.Run run) {
        requests.add(request(run, false));
        try {
            read();
            while (requests.size() > 1) {
                requests.remove(0).bytes().close();
                board.done(number);
                read();
            }
        } finally {
            requests.forEach(request -> request.bytes().close());
            requests.clear();
        }
    }

    private Request request(DownloadPlan.Run run, boolean besides) {
        Pieces pieces = staged.pieces();
        long offset = pieces.offset(run.first());
        long end = pieces.offset(run.end() - 1) + pieces.length(run.end() - 1);
        return new Request(run, source.ask(staged.content(), offset, end - offset), besides);
    }

    private void read() {
        Request request = requests.get(0);
        try {
            read(request);
        } catch (PieceAssembly.Enough e) {
            // the rest of it is no longer wanted from this holder
        } catch (PeerException e) {
            if (!oneTooMany(request, e)) {
                throw e;
            }
            oneAtATime = true;
            request.bytes().close();
            requests.set(0, request(request.run(), false));
            read();
        }
    }

    /** Whether the holder would serve it, but not two at once. */
    private boolean oneTooMany(Request request, PeerException e) {
        boolean busy = e.reason() == Reason.BUSY || e.reason() == Reason.RATE_LIMITED;
        return busy && request.besides() && wants(request.run().first());
    }

    private void read(Request request) {
        PieceAssembly assembly = new PieceAssembly(request.run(), writer, this);
        try {
            request.bytes().read((at, block) -> {
                board.received(block.remaining());
                assembly.bytes(at, block);
            });
        } finally {
            writer.forget();
        }
        if (!assembly.done()) {
            throw new PeerException(Reason.CORRUPT_SOURCE, source.name() + " sent less than was asked");
        }
    }

    /** What else is to be under way while the first request is read; what another lane has taken over is not. */
    private void askAhead() {
        requests.subList(1, requests.size())
                .replaceAll(request -> wants(request.run().first()) ? request : request.dropped());
        Optional<DownloadPlan.Run> more = Optional.empty();
        do {
            more.ifPresent(run -> requests.add(request(run, true)));
            more = oneAtATime ? Optional.empty() : board.ahead(number);
        } while (more.isPresent());
    }

    @Override
    public boolean wants(int piece) {
        return board.wants(number, piece);
    }

    @Override
    public boolean add(int piece, Block block) {
        if (!oursOrTheirs(piece, block)) {
            return false;
        }
        board.proven(number, piece);
        patience.renew();
        askAhead();
        return true;
    }

    private boolean oursOrTheirs(int piece, Block block) {
        try {
            boolean[] whole = new boolean[1];
            ours(() -> whole[0] = writer.add(block));
            return whole[0];
        } catch (PeerException e) {
            board.wrong(number, piece);
            throw new PeerException(Reason.CORRUPT_SOURCE, source.name() + " served wrong bytes in piece " + piece, e);
        }
    }

    /** Runs what touches the staged file; what it says of the holder's bytes passes, all else is our failure. */
    private static void ours(Runnable touch) {
        try {
            touch.run();
        } catch (PeerException e) {
            if (e.reason() == Reason.CORRUPT_SOURCE) {
                throw e;
            }
            throw new OurFailure(e);
        }
    }
}
