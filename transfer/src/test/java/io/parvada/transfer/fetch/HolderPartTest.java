package io.parvada.transfer.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolderPartTest {

    @ParameterizedTest
    @CsvSource({
        "PEER_UNREACHABLE CORRUPT_SOURCE, CORRUPT_SOURCE",
        "FILE_NOT_FOUND PEER_UNREACHABLE, PEER_UNREACHABLE",
        "PEER_UNREACHABLE BUSY, BUSY",
        "BUSY FORBIDDEN, FORBIDDEN",
        "INTERNAL FILE_NOT_FOUND, FILE_NOT_FOUND",
        "STORAGE_FAILURE, STORAGE_FAILURE"
    })
    void theMostTellingReasonStandsForAll(String reasons, Reason expected) {
        List<HolderPart> parts = new ArrayList<>();
        for (String reason : reasons.split(" ")) {
            parts.add(failed("peer" + parts.size(), Reason.valueOf(reason)));
        }

        assertThat(HolderPart.noneLeft(parts).reason()).isEqualTo(expected);
    }

    @Test
    void theSentenceNamesTheFirstFourHolders() {
        List<HolderPart> parts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            parts.add(failed("peer" + i, Reason.PEER_UNREACHABLE));
        }

        assertThat(HolderPart.noneLeft(parts).detail())
                .contains("peer0: ", "peer3: ")
                .doesNotContain("peer4");
    }

    @Test
    void withoutHoldersNoneIsKnown() {
        assertThat(HolderPart.noneLeft(List.of()).reason()).isEqualTo(Reason.FILE_NOT_FOUND);
    }

    @Test
    void onlyBytesThatFailHereAreBlamedNotWhatAHolderSaysOfItself() {
        HolderPart part = failed("peer1", Reason.CORRUPT_SOURCE);
        assertThat(part.blamed()).isTrue();

        part.failure = PeerException.retryAfter(Reason.CORRUPT_SOURCE, "it changed", Duration.ofSeconds(1));
        assertThat(part.blamed()).isFalse();
    }

    private static HolderPart failed(String name, Reason reason) {
        HolderPart part = new HolderPart(name);
        part.failure = new PeerException(reason, "said so");
        return part;
    }
}
