package io.parvada.transfer.error;

/**
 * Why something was refused or failed. The name of the constant is the code on every wire (REST {@code reason}, gRPC
 * {@code ErrorInfo.reason}, {@code --json} of the client, metrics). It is mapped once to HTTP, once to gRPC and once to
 * an exit code, each by a switch without {@code default}, so that a new constant does not compile until all three know
 * it. See docs/protocol.md, "Reasons".
 */
public enum Reason {
    FILE_NOT_FOUND,
    PEER_NOT_FOUND,
    TRANSFER_NOT_FOUND,
    ROUTE_NOT_FOUND,
    INVALID_NAME,
    INVALID_REQUEST,
    METHOD_NOT_ALLOWED,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID_RANGE,
    ALREADY_EXISTS,
    STALE_BASE,
    /** The caller's bytes are not what the caller declared. */
    DIGEST_MISMATCH,
    /** A holder served bytes, or hashes, that do not prove. */
    CORRUPT_SOURCE,
    TOO_LARGE,
    STORAGE_FULL,
    UNAUTHENTICATED,
    FORBIDDEN,
    RATE_LIMITED,
    BUSY,
    PEER_UNREACHABLE,
    DEADLINE_EXCEEDED,
    CANCELLED,
    STORAGE_FAILURE,
    /** Our own fault: the detail is withheld from the caller and logged with an id. */
    INTERNAL;

    /** Whether the same request to the same peer may succeed later without anyone changing it. */
    public boolean retryable() {
        return switch (this) {
            case RATE_LIMITED, BUSY, PEER_UNREACHABLE, DEADLINE_EXCEEDED -> true;
            case FILE_NOT_FOUND,
                    PEER_NOT_FOUND,
                    TRANSFER_NOT_FOUND,
                    ROUTE_NOT_FOUND,
                    INVALID_NAME,
                    INVALID_REQUEST,
                    METHOD_NOT_ALLOWED,
                    UNSUPPORTED_MEDIA_TYPE,
                    INVALID_RANGE,
                    ALREADY_EXISTS,
                    STALE_BASE,
                    DIGEST_MISMATCH,
                    CORRUPT_SOURCE,
                    TOO_LARGE,
                    STORAGE_FULL,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    CANCELLED,
                    STORAGE_FAILURE,
                    INTERNAL -> false;
        };
    }
}
