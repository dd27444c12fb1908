package io.parvada.peer.names;

import static org.assertj.core.api.Assertions.assertThat;

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
