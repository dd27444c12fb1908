package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusCodecTest {

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonComesBackWithItsSentence(Reason reason) {
        StatusRuntimeException wire = StatusCodec.encode(new PeerException(reason, "piece 7 of ejemplo.txt"));

        PeerException back = StatusCodec.decode(wire, "peer2:50052");

        assertThat(back.reason()).isEqualTo(reason);
        assertThat(back.detail()).isEqualTo("piece 7 of ejemplo.txt");
        assertThat(wire.getStatus().getDescription()).isEqualTo("piece 7 of ejemplo.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "FILE_NOT_FOUND, NOT_FOUND",
        "INVALID_NAME, INVALID_ARGUMENT",
        "INVALID_RANGE, OUT_OF_RANGE",
        "ALREADY_EXISTS, ALREADY_EXISTS",
        "STALE_BASE, FAILED_PRECONDITION",
        "DIGEST_MISMATCH, INVALID_ARGUMENT",
        "CORRUPT_SOURCE, DATA_LOSS",
        "TOO_LARGE, INVALID_ARGUMENT",
        "STORAGE_FULL, RESOURCE_EXHAUSTED",
        "UNAUTHENTICATED, UNAUTHENTICATED",
        "FORBIDDEN, PERMISSION_DENIED",
        "RATE_LIMITED, RESOURCE_EXHAUSTED",
        "BUSY, UNAVAILABLE",
        "PEER_UNREACHABLE, UNAVAILABLE",
        "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
        "CANCELLED, CANCELLED",
        "STORAGE_FAILURE, INTERNAL",
        "INTERNAL, INTERNAL"
    })
    void codesAreThoseOfTheContract(Reason reason, Status.Code code) {
        assertThat(StatusCodec.encode(new PeerException(reason, "x"))
                        .getStatus()
                        .getCode())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, PEER_UNREACHABLE",
        "UNIMPLEMENTED, PEER_UNREACHABLE",
        "UNKNOWN, PEER_UNREACHABLE",
        "INTERNAL, PEER_UNREACHABLE",
        "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
        "CANCELLED, CANCELLED",
        "RESOURCE_EXHAUSTED, BUSY",
        "NOT_FOUND, FILE_NOT_FOUND",
        "INVALID_ARGUMENT, INVALID_REQUEST",
        "OUT_OF_RANGE, INVALID_RANGE",
        "ALREADY_EXISTS, ALREADY_EXISTS",
        "PERMISSION_DENIED, FORBIDDEN",
        "UNAUTHENTICATED, UNAUTHENTICATED",
        "DATA_LOSS, CORRUPT_SOURCE"
    })
    void bareStatusOfAnotherServerHasAReasonToo(Status.Code code, Reason reason) {
        PeerException e = StatusCodec.decode(code.toStatus().asRuntimeException(), "10.0.0.7:80");

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.detail()).contains("10.0.0.7:80");
    }

    @Test
    void aHolderThatSaysCorruptSourceOfItselfIsNoProofThatItLied() {
        PeerException proven = new PeerException(Reason.CORRUPT_SOURCE, "piece 7 does not prove");
        assertThat(proven.wrongBytes()).isTrue();
        assertThat(StatusCodec.decode(StatusCodec.encode(proven), "x").wrongBytes())
                .isFalse();
        assertThat(StatusCodec.decode(Status.DATA_LOSS.asRuntimeException(), "x")
                        .wrongBytes())
                .isFalse();
    }

    @Test
    void aClosedPortIsToldByItsRootCause() {
        Status refused = Status.UNAVAILABLE
                .withDescription("io exception")
                .withCause(new ConnectException("Connection refused: /127.0.0.1:1"));

        assertThat(StatusCodec.decode(refused.asRuntimeException(), "127.0.0.1:1")
                        .detail())
                .isEqualTo("127.0.0.1:1 cannot be reached: Connection refused: /127.0.0.1:1");
    }

    @Test
    void retryTimeSurvivesAndBusyAlwaysHasOne() {
        PeerException timed = PeerException.retryAfter(Reason.BUSY, "hashing, 40 %", Duration.ofMillis(2500));

        assertThat(StatusCodec.decode(StatusCodec.encode(timed), "p").retryAfter())
                .contains(Duration.ofMillis(2500));
        assertThat(roundTrip(Reason.BUSY).retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(roundTrip(Reason.RATE_LIMITED).retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(roundTrip(Reason.FILE_NOT_FOUND).retryAfter()).isEmpty();
    }

    @Test
    void aPeerCannotAskForAnEndlessOrANegativeWait() {
        assertThat(retryOf(Long.MAX_VALUE, Integer.MAX_VALUE)).isLessThanOrEqualTo(Duration.ofHours(2));
        assertThat(retryOf(-5, -1)).isEqualTo(Duration.ZERO);
    }

    @Test
    void anotherDomainAndAReasonOfALaterVersionFallBackToTheBareStatus() {
        assertThat(StatusCodec.decode(withInfo("FORBIDDEN", "example.com"), "p").reason())
                .isEqualTo(Reason.FILE_NOT_FOUND);
        assertThat(StatusCodec.decode(withInfo("WRITTEN_IN_2031", "parvada"), "p")
                        .reason())
                .isEqualTo(Reason.FILE_NOT_FOUND);
    }

    @Test
    void detailsThatContradictTheStatusAreNotBelieved() {
        Metadata trailers =
                StatusCodec.encode(new PeerException(Reason.FORBIDDEN, "no")).getTrailers();

        assertThat(StatusCodec.decode(Status.NOT_FOUND.asRuntimeException(trailers), "p")
                        .reason())
                .isEqualTo(Reason.FILE_NOT_FOUND);
    }

    @Test
    void aSentenceHoldsNothingThatATerminalObeysAndFitsATrailer() {
        String hostile = "\u001b[2J\r\n\u202egnp.exe" + "x".repeat(10_000);

        String detail = StatusCodec.decode(StatusCodec.encode(new PeerException(Reason.BUSY, hostile)), "p")
                .detail();

        assertThat(detail).startsWith("?[2J???gnp.exe").hasSize(512);
    }

    @Test
    void theStatusIsFoundUnderWrappersAndAForeignFailureIsInternal() {
        Throwable wrapped = new ExecutionException(StatusCodec.encode(new PeerException(Reason.TOO_LARGE, "x")));

        assertThat(StatusCodec.decode(wrapped, "p").reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(StatusCodec.decode(new IllegalStateException("bug"), "p").reason())
                .isEqualTo(Reason.INTERNAL);
    }

    private static PeerException roundTrip(Reason reason) {
        return StatusCodec.decode(StatusCodec.encode(new PeerException(reason, "x")), "p");
    }

    private static Duration retryOf(long seconds, int nanos) {
        RetryInfo retry = RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos))
                .build();
        com.google.rpc.Status status = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNAVAILABLE.value())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason("BUSY")
                        .setDomain("parvada")
                        .build()))
                .addDetails(Any.pack(retry))
                .build();
        return StatusCodec.decode(StatusProto.toStatusRuntimeException(status), "p")
                .retryAfter()
                .orElseThrow();
    }

    private static StatusRuntimeException withInfo(String reason, String domain) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.NOT_FOUND.value())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain(domain)
                        .build()))
                .build());
    }
}
