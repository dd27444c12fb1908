package io.parvada.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTextTest {

    @Test
    void whatATerminalWouldObeyBecomesVisible() {
        assertThat(TerminalText.visible("a\u001b[31mb\n\u009bc\u202e"))
                .isEqualTo("a\\u{1b}[31mb\\u{a}\\u{9b}c\\u{202e}");
    }

    @Test
    void lettersOfEveryScriptStayAsTheyAre() {
        String text = "ñandú 日本語 עברית 🎉 e\u0301";
        assertThat(TerminalText.visible(text)).isSameAs(text);
    }

    @Test
    void everyControlCharacterIsEscapedInBothForms() {
        for (int c = 0; c < 0xA0; c++) {
            boolean control = Character.isISOControl(c);
            String text = Character.toString(c);
            assertThat(TerminalText.visible(text).equals(text)).isEqualTo(!control);
        }
        assertThat(TerminalText.json("\"a\u007f\u202e\"\n")).isEqualTo("\"a\\u007f\\u202e\"\n");
    }

    @Test
    void anUnpairedSurrogateIsEscaped() {
        assertThat(TerminalText.visible("a\ud800")).isEqualTo("a\\u{d800}");
    }

    @Test
    void wideCharactersTakeTwoColumnsAndCombiningMarksNone() {
        assertThat(TerminalText.columns("日本")).isEqualTo(4);
        assertThat(TerminalText.columns("e\u0301")).isEqualTo(1);
        assertThat(TerminalText.columns("🎉")).isEqualTo(2);
    }

    @Test
    void columnsStandUnderTheirHeadings() {
        Table table =
                new Table("NAME", ">SIZE", "HELD BY").row("日本", 12, "peer1").row("a.txt", null, "x\ty");
        assertThat(table.lines())
                .isEqualTo(List.of("NAME   SIZE  HELD BY", "日本     12  peer1", "a.txt     -  x\\u{9}y"));
    }
}
