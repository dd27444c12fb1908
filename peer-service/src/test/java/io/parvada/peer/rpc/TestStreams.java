package io.parvada.peer.rpc;

import io.parvada.peer.emulation.VirtualTime;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;

/** Streams without a limit of bandwidth. */
final class TestStreams {

    private TestStreams() {}

    static Streams over(StallWatch stalls) {
        return new Streams(new Bandwidth(timeline(new VirtualTime()), System::nanoTime), stalls, Runnable::run);
    }

    static Timeline timeline(VirtualTime time) {
        return new Timeline() {
            @Override
            public Instant now() {
                return time.now();
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                return time.after(delay, task);
            }
        };
    }
}
