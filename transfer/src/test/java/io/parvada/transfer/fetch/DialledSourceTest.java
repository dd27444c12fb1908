package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialledSourceTest {

    private static final ContentId CONTENT = new ContentId(1, Sha256.of(new byte[1]));

    private final List<String> events = new ArrayList<>();

    /** What a dial comes to, which notes that it was closed. */
    private final class Reached implements PieceSource {
        @Override
        public String name() {
            return "reached";
        }

        @Override
        public void hashes(ContentId content, Sink sink) {}

        @Override
        public void bytes(ContentId content, long offset, long length, Blocks sink) {
            events.add("asked");
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {
            events.add("closed");
        }
    }

    @Test
    void whatWasDialledTooLateIsClosedAndAskedForNothing() {
        DialledSource[] self = new DialledSource[1];
        self[0] = new DialledSource("late", content -> {
            self[0].cancel();
            return new Reached();
        });
        assertThat(failure(self[0]).reason()).isEqualTo(Reason.CANCELLED);
        assertThat(events).containsExactly("closed");
    }

    @Test
    void theInterruptThatEndedADialDoesNotOutliveIt() {
        DialledSource[] self = new DialledSource[1];
        self[0] = new DialledSource("dialled", content -> {
            self[0].close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            throw new PeerException(Reason.PEER_UNREACHABLE, "interrupted");
        });
        assertThat(failure(self[0]).reason()).isEqualTo(Reason.CANCELLED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptFromElsewhereIsKept() {
        DialledSource source = new DialledSource("dialled", content -> {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted");
        });
        assertThat(failure(source).reason()).isEqualTo(Reason.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static PeerException failure(PieceSource source) {
        return catchThrowableOfType(
                PeerException.class, () -> source.bytes(CONTENT, 0, 1, (offset, block) -> block.close()));
    }
}
