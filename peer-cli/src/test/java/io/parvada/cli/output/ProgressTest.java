package io.parvada.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void linesComeAtMostEverySecondAndAtLeastEveryThree() {
        Progress lines = new LineProgress(console(false), "film.bin", nanos::get);
        lines.update(0, 100 * MIB);
        after(500, lines, 20);
        after(600, lines, 30);
        after(500, lines, 31);
        after(2000, lines, 32);
        after(600, lines, 33);
        assertThat(said().lines())
                .containsExactly(
                        "film.bin: 30 % (30.0 MiB of 100 MiB), 27.3 MiB/s, 3 s left",
                        "film.bin: 33 % (33.0 MiB of 100 MiB), 7.9 MiB/s, 9 s left");
    }

    @Test
    void whatWasThereBeforeCountsForNoRate() {
        Progress lines = new LineProgress(console(false), "film.bin", nanos::get);
        lines.update(50 * MIB, 100 * MIB);
        after(1000, lines, 60);
        assertThat(said()).isEqualTo("film.bin: 60 % (60.0 MiB of 100 MiB), 10.0 MiB/s, 4 s left\n");
    }

    @Test
    void aTinyFileHasNoRateAndWhatIsDoneNothingLeft() {
        Progress lines = new LineProgress(console(false), "hello2.txt", nanos::get);
        lines.update(0, 17);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        lines.update(17, 17);
        Progress large = new LineProgress(console(false), "film.bin", nanos::get);
        large.update(0, 100 * MIB);
        after(1000, large, 100);
        assertThat(said().lines())
                .containsExactly("hello2.txt: 100 % (17 B of 17 B)", "film.bin: 100 % (100 MiB of 100 MiB), 100 MiB/s");
    }

    @Test
    void forAProgramOnlyATerminalShowsProgressButWhatIsNotedIsAlwaysSaid() {
        try (Progress progress = console(false).forProgram().progress("film.bin")) {
            progress.update(0, 100 * MIB);
            progress.note("lost peer2: gone");
        }
        assertThat(said()).isEqualTo("lost peer2: gone\n");
        assertThat(console(false).forProgram().progress("x")).isInstanceOf(SilentProgress.class);
        assertThat(console(true).forProgram().progress("x")).isInstanceOf(BarProgress.class);
    }

    @Test
    void aFastTransferIsSilent() {
        Progress lines = new LineProgress(console(false), "a", nanos::get);
        lines.update(0, 10);
        lines.update(10, 10);
        lines.close();
        assertThat(said()).isEmpty();
    }

    @Test
    void aTerminalGetsABarWithRateAndNotesOnLinesOfTheirOwn() {
        try (Progress bar = console(true).progress("evil\u001bname")) {
            bar.update(10 * MIB, 100 * MIB);
            bar.note("lost peer2: gone");
            bar.update(100 * MIB, 100 * MIB);
        }
        assertThat(said())
                .contains("evil\\u{1b}name", "100%", "MiB/s", "lost peer2: gone\n")
                .endsWith("\n");
    }

    private void after(long millis, Progress progress, long doneMib) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
        progress.update(doneMib * MIB, 100 * MIB);
    }

    private Console console(boolean terminal) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Console(stream, stream, new Console.Watched(false, terminal), 100);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
