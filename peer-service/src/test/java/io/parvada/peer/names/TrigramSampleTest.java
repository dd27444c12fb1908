package io.parvada.peer.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrigramSampleTest {

    private static final TrigramSample PHOTOS = TrigramSample.of(
            IntStream.range(0, 1_000)
                    .mapToObj(i -> "img_" + (1_000 + 7 * i) + ".jpg")
                    .toList(),
            1_000_000);

    @Test
    void theRarestAreEnoughWhereTheyLeaveFew() {
        assertThat(PHOTOS.choose(NameQuery.parse("img_zq.jpg"))).isNotEmpty().isSubsetOf("g_z", "_zq", "zq.", "q.j");
    }

    @Test
    void whatAllNamesHaveIsAskedForWhereThereIsNothingElse() {
        assertThat(PHOTOS.choose(NameQuery.parse("img"))).containsExactly("img");
        assertThat(PHOTOS.choose(NameQuery.parse("*.jpg"))).hasSize(1);
    }

    @Test
    void commonOnesGoTogetherWhereEachExcludesMuch() {
        assertThat(PHOTOS.choose(NameQuery.parse("123"))).containsExactly("123");
        assertThat(PHOTOS.choose(NameQuery.parse("g_12*5.jpg")))
                .hasSizeGreaterThan(1)
                .first()
                .isEqualTo("_12");
    }

    @Test
    void withoutASampleAllAreTaken() {
        assertThat(TrigramSample.NONE.choose(NameQuery.parse("abcde"))).containsExactly("abc", "bcd", "cde");
        assertThat(TrigramSample.NONE.choose(NameQuery.parse("ab"))).isEqualTo(List.of());
        assertThat(TrigramSample.NONE.choose(NameQuery.parse("x".repeat(5) + "*" + "0123456789".repeat(50))))
                .hasSizeLessThanOrEqualTo(32);
    }
}
