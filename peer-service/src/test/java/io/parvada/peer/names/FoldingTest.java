package io.parvada.peer.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldingTest {

    @ParameterizedTest
    @CsvSource({
        "README.TXT, readme.txt",
        "STRASSE, straße",
        "STRAẞE, straße",
        "ΟΔΥΣΣΕΥΣ, οδυσσευς",
        "ΟΔΟΣ, οδοσ",
        "İstanbul, istanbul",
        "ISPARTA, ısparta",
        "ÉTÉ, été",
        "Ǆ, ǆ",
        "ﬁle, FILE",
        "𐐀, 𐐨",
        "Ω, ω"
    })
    void whatAPersonTakesForOneNameIsOne(String one, String other) {
        assertThat(Folding.fold(one)).isEqualTo(Folding.fold(other));
    }

    @Test
    void composedAndDecomposedAreOne() {
        String composed = "Çédille Å.txt";
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
        assertThat(decomposed).isNotEqualTo(composed);
        assertThat(Folding.fold(decomposed)).isEqualTo(Folding.fold(composed));
    }

    /** The letters of Unicode 16 that are the other case of older ones, in Java 24 and later. */
    @ParameterizedTest
    @CsvSource({"A7CB, 0264", "A7DC, 019B"})
    void lettersThatOnlyLaterVersionsOfJavaKnowStayAsTheyAre(String later, String older) {
        String capital = Character.toString(Integer.parseInt(later, 16));
        String small = Character.toString(Integer.parseInt(older, 16));
        assertThat(Folding.fold(capital)).isEqualTo(capital);
        assertThat(Folding.fold(small)).isEqualTo(small);
        assertThat(Folding.fold("ÀB" + capital + "É" + small)).isEqualTo("àb" + capital + "é" + small);
    }

    /** In later Java a mark of Unicode 14 changes places with another, and a letter of Unicode 16 takes one in. */
    @Test
    void formsThatOnlyLaterVersionsOfJavaKnowAreNotMade() {
        String marked = "a\u1ACA\u0301";
        assertThat(Folding.fold(marked)).isEqualTo(marked);
        String dotted = Character.toString(0x105D2) + '\u0307';
        assertThat(Folding.fold(dotted)).isEqualTo(dotted);
    }

    /** Computed with Java 17; whatever runs this test must fold as it does. */
    @Test
    void everyVersionOfJavaFoldsEveryCharacterAlike() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.append(Folding.fold(Character.toString(c))).append('\n');
            }
        }
        assertThat(Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8)).hex())
                .isEqualTo("2c8d9ad41ecd88ea697abfd135b2f672066ee61611f4fcc5a10da10c5e0e4a30");
    }

    @Test
    void differentLettersStayDifferent() {
        assertThat(Folding.fold("e")).isNotEqualTo(Folding.fold("é"));
        assertThat(Folding.fold("ñ")).isNotEqualTo(Folding.fold("n"));
    }

    @Test
    void foldingTwiceChangesNothingForAnyCharacter() {
        List<String> changed = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.isDefined(c) && Character.getType(c) != Character.SURROGATE) {
                String once = Folding.fold(Character.toString(c));
                if (!Folding.fold(once).equals(once)) {
                    changed.add(String.format(Locale.ROOT, "U+%04X", c));
                }
            }
        }
        assertThat(changed).isEmpty();
    }
}
