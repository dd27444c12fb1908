package io.parvada.peer.pace;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import java.util.BitSet;

/** A holder whose bytes come within this peer's bandwidth; one that sends too little is DEADLINE_EXCEEDED. */
public final class PacedSource implements PieceSource {

    private final PieceSource source;
    private final Bandwidth bandwidth;

    public PacedSource(PieceSource source, Bandwidth bandwidth) {
        this.source = source;
        this.bandwidth = bandwidth;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public BitSet available(ContentId content) {
        return source.available(content);
    }

    @Override
    public void hashes(ContentId content, Sink sink) {
        source.hashes(content, sink);
    }

    @Override
    public void bytes(ContentId content, long offset, long length, Blocks sink) {
        try (Asked asked = ask(content, offset, length)) {
            asked.read(sink);
        }
    }

    @Override
    public Asked ask(ContentId content, long offset, long length) {
        return new PacedAnswer(source.ask(content, offset, length));
    }

    private final class PacedAnswer implements Asked {
        private final Asked answer;

        PacedAnswer(Asked answer) {
            this.answer = answer;
        }

        // Waiting in the sink stops the asking for more, so flow control slows the holder down.
        @Override
        public void read(Blocks sink) {
            try (Walk walk = bandwidth.receiving()) {
                move(walk, 0);
                answer.read((at, block) -> {
                    int size = block.remaining();
                    sink.bytes(at, block);
                    move(walk, size);
                });
            }
        }

        @Override
        public void close() {
            answer.close();
        }
    }

    private void move(Walk walk, int size) {
        try {
            walk.moved(size);
        } catch (PeerException e) {
            throw e.reason() == Reason.INVALID_REQUEST
                    ? new PeerException(Reason.DEADLINE_EXCEEDED, name() + " sends too slowly", e)
                    : e;
        }
    }

    @Override
    public void cancel() {
        source.cancel();
    }

    @Override
    public void close() {
        source.close();
    }
}
