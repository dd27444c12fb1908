package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.parvada.transfer.connection.ReceivedBytes;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpectationTest {

    private static final int HOUR = 3600;

    private final AtomicLong nanos = new AtomicLong();
    private final ReceivedBytes arrivals = new ReceivedBytes(nanos::get);
    private final EmbeddedChannel connection = new EmbeddedChannel(arrivals);
    private final Expectation expectation =
            new Expectation("peer2", Expectation.Terms.of(Duration.ofSeconds(6)), arrivals);

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
    }

    @Test
    void whoSends64BytesEvery5SecondsIsGivenUpThoughItIsNeverSilent() {
        expectation.begin(nanos.get());
        PeerException failure = catchThrowableOfType(PeerException.class, () -> {
            for (int second = 1; second < HOUR; second++) {
                pass(1);
                if (second % 5 == 0) {
                    arrive(64);
                }
                expectation.left(nanos.get());
            }
        });
        assertThat(failure.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(failure.detail()).isEqualTo("peer2 sent only 384 bytes in 30000 ms of waiting");
        assertThat(nanos.get()).isEqualTo(TimeUnit.SECONDS.toNanos(30));
    }

    /** Each small part ends a wait: the next one does not begin at nought. */
    @Test
    void noMoreAsAMessageEachTime() {
        PeerException failure = catchThrowableOfType(PeerException.class, () -> {
            for (int part = 1; part < HOUR; part++) {
                expectation.begin(nanos.get());
                expectation.left(nanos.get());
                pass(5);
                arrive(64);
                expectation.end(nanos.get());
            }
        });
        assertThat(failure.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(nanos.get()).isEqualTo(TimeUnit.SECONDS.toNanos(30));
    }

    @Test
    void anHonestLineOf1KibASecondIsWaitedForWhateverItsMessagesTake() {
        expectation.begin(nanos.get());
        for (int second = 0; second < HOUR; second++) {
            pass(1);
            arrive(1024);
            assertThat(expectation.left(nanos.get())).isPositive();
        }
    }

    @Test
    void whoSendsBytesForEverAndNoMessageIsGivenUp() {
        expectation.begin(nanos.get());
        PeerException failure = catchThrowableOfType(PeerException.class, () -> {
            for (int second = 0; second < HOUR; second++) {
                pass(1);
                arrive(64 * 1024);
                expectation.left(nanos.get());
            }
        });
        assertThat(failure.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        long counted = Expectation.MOST_UNREAD / (64 * 1024);
        assertThat(nanos.get()).isEqualTo(TimeUnit.SECONDS.toNanos(counted + 6));
    }

    @Test
    void whatCountsBetweenTwoMessagesIsBoundedAndNotWhatCountsInAll() {
        for (int message = 0; message < 1000; message++) {
            expectation.begin(nanos.get());
            pass(5);
            arrive(512 * 1024);
            assertThat(expectation.left(nanos.get())).isPositive();
            expectation.end(nanos.get());
            expectation.message();
        }
    }

    @Test
    void whatCameForOthersBeforeTheReadingBeganIsNotTakenForItsOwn() {
        arrive((int) Expectation.MOST_UNREAD);
        pass(HOUR);
        expectation.message();
        expectation.begin(nanos.get());
        for (int part = 0; part < 10; part++) {
            pass(5);
            arrive(10_000);
            assertThat(expectation.left(nanos.get())).isPositive();
        }
    }

    @Test
    void theTimeInWhichTheReaderItselfIsAtWorkOrWaitsForItsTurnDoesNotCount() {
        for (int part = 0; part < 1000; part++) {
            pass(600);
            expectation.begin(nanos.get());
            assertThat(expectation.left(nanos.get())).isPositive();
            arrive(512);
            pass(1);
            expectation.end(nanos.get());
        }
    }

    @Test
    void aSilentPeerIsGivenUpAfterTheIdleTimeAndNotBefore() {
        pass(HOUR);
        expectation.begin(nanos.get());
        assertThat(expectation.left(nanos.get())).isEqualTo(TimeUnit.SECONDS.toNanos(6));
        pass(2);
        arrive(100_000);
        pass(5);
        assertThat(expectation.left(nanos.get())).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        pass(1);
        PeerException failure = catchThrowableOfType(PeerException.class, () -> expectation.left(nanos.get()));
        assertThat(failure.detail()).isEqualTo("peer2 sent nothing for 6000 ms");
    }

    private void arrive(int bytes) {
        connection.writeInbound(Unpooled.wrappedBuffer(new byte[bytes]));
        connection.releaseInbound();
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}
