package io.parvada.cli;

import io.parvada.cli.holder.SeveralContents;
import io.parvada.cli.peer.IncompleteSearch;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/** What the process ends with; see docs/protocol.md, "Reasons". */
final class ExitCode {

    static final int DONE = 0;
    static final int INTERNAL = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int UNREACHABLE = 4;
    static final int INTEGRITY = 5;
    static final int REFUSED = 6;
    /** 128 + SIGINT, as a shell would report it. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** A file that was not found in an incomplete search may still be there: that is "unreachable", not "not found". */
    static int of(PeerException failure) {
        if (failure.getCause() instanceof IncompleteSearch) {
            return UNREACHABLE;
        }
        return failure.getCause() instanceof SeveralContents ? REFUSED : of(failure.reason());
    }

    static int of(Reason reason) {
        return switch (reason) {
            case FILE_NOT_FOUND, PEER_NOT_FOUND, TRANSFER_NOT_FOUND, ROUTE_NOT_FOUND -> NOT_FOUND;
            case INVALID_NAME, INVALID_REQUEST, METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE, INVALID_RANGE -> USAGE;
            case ALREADY_EXISTS, STALE_BASE, TOO_LARGE, STORAGE_FULL, UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED, BUSY ->
                REFUSED;
            case DIGEST_MISMATCH, CORRUPT_SOURCE -> INTEGRITY;
            case PEER_UNREACHABLE, DEADLINE_EXCEEDED -> UNREACHABLE;
            case CANCELLED -> INTERRUPTED;
            case STORAGE_FAILURE, INTERNAL -> INTERNAL;
        };
    }
}
