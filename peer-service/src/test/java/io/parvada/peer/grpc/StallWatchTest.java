package io.parvada.peer.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.parvada.transfer.connection.ReceivedBytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallWatchTest {

    private static final int LEAST_RATE = 1024;
    private static final int MESSAGE = 512 * 1024;

    private final AtomicLong nanos = new AtomicLong();
    private final StallWatch stalls = new StallWatch(() -> LEAST_RATE, nanos::get);
    private final ReceivedBytes arrivals = new ReceivedBytes();
    private final EmbeddedChannel connection = new EmbeddedChannel(arrivals);
    private final Context.CancellableContext call = Context.current().withCancellation();
    private final Caller caller = new Caller(InetAddress.getLoopbackAddress(), arrivals, null, null, call);

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
        call.close();
    }

    @Test
    void aSenderWhoseMessageTakesLongerThanTheWindowIsKeptWhileItsBytesCome() {
        stalls.sender(caller, () -> false);
        for (int second = 0; second < 120; second++) {
            arrive(2 * LEAST_RATE);
            pass(1);
        }
        assertThat(call.isCancelled()).isFalse();
    }

    @Test
    void aSenderBelowTheLeastRateIsCut() {
        stalls.sender(caller, () -> false);
        for (int second = 0; second < 60; second++) {
            arrive(LEAST_RATE / 2);
            pass(1);
        }
        assertThat(call.isCancelled()).isTrue();
    }

    @Test
    void messagesWithoutBytesAreNoProgressHoweverMany() {
        StallWatch.Watched sender = stalls.sender(caller, () -> false);
        for (int second = 0; second < 60; second++) {
            for (int message = 0; message < 100; message++) {
                arrive(100);
                sender.moved(0);
            }
            pass(1);
        }
        assertThat(call.isCancelled()).isTrue();
    }

    @Test
    void whatAReceiverSendsIsNoSignThatItTakesAnything() {
        stalls.receiver(caller, () -> false);
        for (int second = 0; second < 120; second++) {
            arrive(2 * LEAST_RATE);
            pass(1);
        }
        assertThat(call.isCancelled()).isTrue();
    }

    @Test
    void aStalledUploadIsCutThoughAnotherOnItsConnectionMoves() {
        Context.CancellableContext otherCall = Context.current().withCancellation();
        stalls.sender(caller, () -> false);
        StallWatch.Watched other = stalls.sender(on(otherCall), () -> false);
        for (int second = 0; second < 120; second++) {
            arrive(MESSAGE);
            other.moved(MESSAGE);
            pass(1);
        }
        assertThat(call.isCancelled()).isTrue();
        assertThat(otherCall.isCancelled()).isFalse();
        otherCall.close();
    }

    @Test
    void uploadsThatWaitForEachOthersMessagesOnASlowConnectionAreKept() {
        List<Context.CancellableContext> contexts = new ArrayList<>();
        List<StallWatch.Watched> uploads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            contexts.add(Context.current().withCancellation());
            uploads.add(stalls.sender(on(contexts.get(i)), () -> false));
        }
        int secondsEach = MESSAGE / (2 * LEAST_RATE);
        for (int second = 0; second < 9 * secondsEach; second++) {
            arrive(2 * LEAST_RATE);
            if (second % secondsEach == secondsEach - 1) {
                uploads.get(second / secondsEach % 3).moved(MESSAGE);
            }
            pass(1);
        }
        assertThat(contexts).noneMatch(Context::isCancelled);
        contexts.forEach(context -> context.cancel(null));
    }

    private Caller on(Context.CancellableContext otherCall) {
        return new Caller(InetAddress.getLoopbackAddress(), arrivals, null, null, otherCall);
    }

    private void arrive(int bytes) {
        connection.writeInbound(Unpooled.wrappedBuffer(new byte[bytes]));
        connection.releaseInbound();
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        stalls.sweep();
    }
}
