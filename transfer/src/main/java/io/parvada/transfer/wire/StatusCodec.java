package io.parvada.transfer.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.parvada.transfer.connection.Sentence;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reasons over gRPC, both ways: {@code google.rpc.Status} with {@code ErrorInfo{reason, domain: "parvada"}}, and
 * {@code RetryInfo} where asking again helps (docs/protocol.md, "Reasons"). Stateless; any thread.
 */
public final class StatusCodec {

    private static final String DOMAIN = "parvada";
    private static final String POSITION = "position";
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);

    private StatusCodec() {}

    /**
     * The failure as a server answers it. The sentence goes out as it is (cut to what fits a trailer): to withhold the
     * detail of INTERNAL and STORAGE_FAILURE is the caller's part, who also logs it. BUSY and RATE_LIMITED always
     * carry a RetryInfo, of one second when the exception names no time.
     */
    public static StatusRuntimeException encode(PeerException e) {
        ErrorInfo.Builder info =
                ErrorInfo.newBuilder().setReason(e.reason().name()).setDomain(DOMAIN);
        e.position().ifPresent(n -> info.putMetadata(POSITION, Integer.toString(n)));
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(codeOf(e.reason()).value())
                .setMessage(Sentence.of(e.detail()))
                .addDetails(Any.pack(info.build()));
        retryOf(e).ifPresent(after -> status.addDetails(Any.pack(retryInfo(after))));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /**
     * Any failure of a call as a PeerException: by our own ErrorInfo if there is one, else by the bare status code, so
     * that a peer of another make, a proxy and a closed port have a reason too. The sentence holds no control
     * character, whatever the peer sent. A PeerException passes unchanged; what is no gRPC status at all is INTERNAL.
     * CORRUPT_SOURCE always comes with a time to ask again: it is what the peer says of itself.
     *
     * @param peer the address or name that stands in the sentence
     */
    public static PeerException decode(Throwable failure, String peer) {
        if (failure instanceof PeerException own) {
            return own;
        }
        Optional<Status> status = statusIn(failure);
        if (status.isEmpty()) {
            return new PeerException(Reason.INTERNAL, "the call to " + peer + " failed here", failure);
        }
        return ownDetails(failure).orElseGet(() -> bare(status.get(), peer));
    }

    private static Status.Code codeOf(Reason reason) {
        return switch (reason) {
            case FILE_NOT_FOUND, PEER_NOT_FOUND, TRANSFER_NOT_FOUND, ROUTE_NOT_FOUND -> Status.Code.NOT_FOUND;
            case INVALID_NAME,
                    INVALID_REQUEST,
                    METHOD_NOT_ALLOWED,
                    UNSUPPORTED_MEDIA_TYPE,
                    DIGEST_MISMATCH,
                    TOO_LARGE -> Status.Code.INVALID_ARGUMENT;
            case INVALID_RANGE -> Status.Code.OUT_OF_RANGE;
            case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
            case STALE_BASE -> Status.Code.FAILED_PRECONDITION;
            case CORRUPT_SOURCE -> Status.Code.DATA_LOSS;
            case STORAGE_FULL, RATE_LIMITED -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
            case BUSY, PEER_UNREACHABLE -> Status.Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
            case CANCELLED -> Status.Code.CANCELLED;
            case STORAGE_FAILURE, INTERNAL -> Status.Code.INTERNAL;
        };
    }

    // A Parvada peer always sends ErrorInfo, so a bare UNKNOWN or INTERNAL is a broken transport or another server.
    private static PeerException bare(Status status, String peer) {
        return switch (status.getCode()) {
            case UNAVAILABLE -> of(Reason.PEER_UNREACHABLE, peer + " cannot be reached", status);
            case UNIMPLEMENTED -> of(Reason.PEER_UNREACHABLE, peer + " is not a Parvada peer", status);
            case OK, UNKNOWN, INTERNAL -> of(Reason.PEER_UNREACHABLE, peer + " broke off", status);
            case DEADLINE_EXCEEDED -> of(Reason.DEADLINE_EXCEEDED, peer + " did not answer in time", status);
            case CANCELLED -> of(Reason.CANCELLED, "the call to " + peer + " was cancelled", status);
            case RESOURCE_EXHAUSTED, ABORTED -> of(Reason.BUSY, peer + " is busy", status);
            case NOT_FOUND -> of(Reason.FILE_NOT_FOUND, peer + " does not have it", status);
            case INVALID_ARGUMENT, FAILED_PRECONDITION ->
                of(Reason.INVALID_REQUEST, peer + " does not take this request", status);
            case OUT_OF_RANGE -> of(Reason.INVALID_RANGE, peer + " does not have this range", status);
            case ALREADY_EXISTS -> of(Reason.ALREADY_EXISTS, peer + " has it already", status);
            case PERMISSION_DENIED -> of(Reason.FORBIDDEN, peer + " refuses", status);
            case UNAUTHENTICATED -> of(Reason.UNAUTHENTICATED, peer + " does not know who asks", status);
            case DATA_LOSS -> said(Reason.CORRUPT_SOURCE, Sentence.of(peer + " has lost the bytes"), null);
        };
    }

    private static PeerException of(Reason reason, String sentence, Status status) {
        return new PeerException(reason, Sentence.of(sentence + Sentence.because(status)), status.getCause());
    }

    private static PeerException said(Reason reason, String sentence, Duration retry) {
        boolean missing = retry == null && reason == Reason.CORRUPT_SOURCE;
        return PeerException.retryAfter(reason, sentence, missing ? DEFAULT_RETRY : retry);
    }

    private static Optional<PeerException> ownDetails(Throwable failure) {
        try {
            com.google.rpc.Status status = StatusProto.fromThrowable(failure);
            if (status == null) {
                return Optional.empty();
            }
            Optional<Reason> reason = Optional.empty();
            Duration after = null;
            int position = 0;
            for (Any detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    reason = reason.or(() -> reasonIn(detail));
                    position = positionIn(detail.unpack(ErrorInfo.class));
                } else if (detail.is(RetryInfo.class)) {
                    after = duration(detail.unpack(RetryInfo.class).getRetryDelay());
                }
            }
            String sentence = Sentence.of(status.getMessage());
            Duration retry = after;
            if (position > 0 && reason.equals(Optional.of(Reason.BUSY))) {
                return Optional.of(PeerException.inLine(sentence, retry, position));
            }
            return reason.map(r -> said(r, sentence, retry));
        } catch (IllegalArgumentException | InvalidProtocolBufferException notOurs) {
            // Trailers that do not parse, or whose code contradicts the status: the bare status is all there is.
            return Optional.empty();
        }
    }

    /** Empty for another domain, and for a reason of a later version. */
    private static Optional<Reason> reasonIn(Any detail) {
        try {
            ErrorInfo info = detail.unpack(ErrorInfo.class);
            return Arrays.stream(Reason.values())
                    .filter(r -> info.getDomain().equals(DOMAIN) && r.name().equals(info.getReason()))
                    .findFirst();
        } catch (InvalidProtocolBufferException notOurs) {
            return Optional.empty();
        }
    }

    /** 0 for none, and for what is no number of that size. */
    private static int positionIn(ErrorInfo info) {
        String text = info.getMetadataOrDefault(POSITION, "");
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }

    private static Optional<Status> statusIn(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof StatusRuntimeException e) {
                return Optional.of(e.getStatus());
            }
            if (t instanceof StatusException e) {
                return Optional.of(e.getStatus());
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> retryOf(PeerException e) {
        boolean always = e.reason() == Reason.BUSY || e.reason() == Reason.RATE_LIMITED;
        return e.retryAfter().or(() -> always ? Optional.of(DEFAULT_RETRY) : Optional.empty());
    }

    private static RetryInfo retryInfo(Duration after) {
        return RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(after.getSeconds())
                        .setNanos(after.getNano()))
                .build();
    }

    /** From 0 to an hour, whatever the peer wrote. */
    private static Duration duration(com.google.protobuf.Duration wire) {
        long seconds = Math.max(0, Math.min(wire.getSeconds(), LONGEST_RETRY.getSeconds()));
        return Duration.ofSeconds(seconds, Math.max(0, Math.min(wire.getNanos(), 999_999_999)));
    }
}
