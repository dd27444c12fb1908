package io.parvada.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.cli.peer.IncompleteSearch;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/protocol.md, "Reasons", row by row. */
class ExitCodeTest {

    @ParameterizedTest
    @CsvSource({
        "3, FILE_NOT_FOUND PEER_NOT_FOUND TRANSFER_NOT_FOUND ROUTE_NOT_FOUND",
        "2, INVALID_NAME INVALID_REQUEST METHOD_NOT_ALLOWED UNSUPPORTED_MEDIA_TYPE INVALID_RANGE",
        "6, ALREADY_EXISTS STALE_BASE TOO_LARGE STORAGE_FULL UNAUTHENTICATED FORBIDDEN RATE_LIMITED BUSY",
        "5, DIGEST_MISMATCH CORRUPT_SOURCE",
        "4, PEER_UNREACHABLE DEADLINE_EXCEEDED",
        "130, CANCELLED",
        "1, STORAGE_FAILURE INTERNAL"
    })
    void theTableOfTheContractHoldsEveryReason(int exit, String reasons) {
        Map<Reason, Integer> codes =
                Stream.of(Reason.values()).collect(Collectors.toMap(reason -> reason, ExitCode::of));
        assertThat(codes.entrySet().stream()
                        .filter(entry -> entry.getValue() == exit)
                        .map(entry -> entry.getKey().name()))
                .containsExactlyInAnyOrder(reasons.split(" "));
    }

    @Test
    void notFoundInAnIncompleteSearchIsUnreachable() {
        PeerException failure = new PeerException(Reason.FILE_NOT_FOUND, "no", new IncompleteSearch("peer3"));
        assertThat(ExitCode.of(failure)).isEqualTo(4);
    }
}
