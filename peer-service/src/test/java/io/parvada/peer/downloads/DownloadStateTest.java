package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DownloadStateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "QUEUED     | RUNNING CANCELLED",
                "RUNNING    | WAITING COMMITTING DONE FAILED CANCELLED",
                "WAITING    | QUEUED CANCELLED",
                "COMMITTING | WAITING DONE FAILED",
                "DONE       | ''",
                "FAILED     | ''",
                "CANCELLED  | ''"
            })
    void mayBecomeTheseAndNoOther(DownloadState from, String to) {
        Set<DownloadState> legal = to.isBlank()
                ? Set.of()
                : Arrays.stream(to.split(" ")).map(DownloadState::valueOf).collect(Collectors.toSet());
        assertThat(EnumSet.allOf(DownloadState.class))
                .allSatisfy(each -> assertThat(from.mayBecome(each)).isEqualTo(legal.contains(each)));
        assertThat(from.ended()).isEqualTo(legal.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void noStateBecomesItself(DownloadState state) {
        assertThat(state.mayBecome(state)).isFalse();
    }

    @Test
    void threeAreEnds() {
        assertThat(Arrays.stream(DownloadState.values()).filter(DownloadState::ended))
                .containsExactly(DownloadState.DONE, DownloadState.FAILED, DownloadState.CANCELLED);
    }
}
