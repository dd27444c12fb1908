package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.SearchAnswer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {

    @ParameterizedTest
    @CsvSource({
        "2, 0, 0, true",
        "0, 9, 0, true",
        "3, 0, 0, true",
        "4, 0, 0, false",
        "3, 1, 0, false",
        "4, 0, 1, true",
    })
    void completeNeedsAsManyDifferentAnswersAsPeersAreKnownToLive(
            int known, int duplicates, int pruned, boolean complete) {
        Tally tally = new Tally(Strategy.FLOOD);
        tally.asked(1);
        tally.expects(known);
        tally.answered(answer(new Coverage("flood", 9, 2, 2, pruned, duplicates, 2, 1, List.of())));
        assertThat(tally.complete()).isEqualTo(complete);
    }

    private static SearchAnswer answer(Coverage coverage) {
        return new SearchAnswer("a", null, new UUID(1, 2), 3, 16, 100, 2000, List.of(), coverage, true, false, 1, null);
    }
}
