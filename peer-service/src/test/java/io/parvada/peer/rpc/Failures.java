package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a call failed with, as a client of Parvada reads it. */
final class Failures {

    /** What an honest peer may tell whoever sends nonsense. */
    static final Set<Reason> CALLERS_FAULT = Set.of(
            Reason.INVALID_REQUEST,
            Reason.INVALID_NAME,
            Reason.INVALID_RANGE,
            Reason.FILE_NOT_FOUND,
            Reason.TRANSFER_NOT_FOUND,
            Reason.DIGEST_MISMATCH,
            Reason.TOO_LARGE);

    private Failures() {}

    static PeerException of(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        if (failure == null) {
            throw new AssertionError("the call succeeded");
        }
        return StatusCodec.decode(failure, "the peer");
    }

    /** Empty if it succeeds. */
    static Optional<Reason> reasonOf(ThrowingCallable call) {
        return Optional.ofNullable(catchThrowable(call))
                .map(failure -> StatusCodec.decode(failure, "the peer").reason());
    }
}
