package io.parvada.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLinesTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final Console console = new Console(stream, stream, new Console.Watched(true, false), 40);

    @Test
    void linesAreDrawnAnewInPlaceAndNothingOfThemIsLeft() {
        try (LiveLines lines = console.live()) {
            lines.draw(List.of("one"));
            lines.draw(List.of("one", "two"));
        }
        console.line("end");
        assertThat(said()).isEqualTo("one\n\u001b[1A\r\u001b[Jone\ntwo\n\u001b[2A\r\u001b[Jend\n");
    }

    @Test
    void noLineWrapsAndNoMoreAreDrawnThanATerminalHas() {
        console.live().draw(Collections.nCopies(100, "漢".repeat(30) + "\u001b[2J"));
        assertThat(said().lines())
                .hasSize(LiveLines.MOST)
                .endsWith("… and 85 more")
                .allSatisfy(line -> assertThat(TerminalText.columns(line)).isLessThan(40));
        assertThat(said()).doesNotContain("\u001b[2J");
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
