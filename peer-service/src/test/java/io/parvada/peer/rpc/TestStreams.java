package io.parvada.peer.rpc;

import io.parvada.peer.grpc.StallWatch;
import io.parvada.peer.pace.Bandwidth;

/** Streams without a limit of bandwidth. */
final class TestStreams {

    private TestStreams() {}

    static Streams over(StallWatch stalls) {
        return new Streams(new Bandwidth(new TestTime(), System::nanoTime), new Room(), stalls, Runnable::run);
    }
}
