package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.wire.StatusCodec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a call failed with, as a client of Parvada reads it. */
final class Failures {

    private Failures() {}

    static PeerException of(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        if (failure == null) {
            throw new AssertionError("the call succeeded");
        }
        return StatusCodec.decode(failure, "the peer");
    }
}
