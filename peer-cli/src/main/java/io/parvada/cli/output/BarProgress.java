package io.parvada.cli.output;

import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * For a terminal: one line redrawn in place with rate and remaining time. The library's own terminal probe (JLine) is
 * kept out by giving it the width: it costs a tenth of a second and changes the terminal's mode.
 */
final class BarProgress implements Progress {

    private static final int REDRAW_MILLIS = 200;
    private static final long MIB = 1 << 20;
    private static final String CLEAR_TO_END = "\u001b[K";

    private final Console console;
    private final String task;
    private final int columns;
    private ProgressBar bar;

    BarProgress(Console console, String task, int columns) {
        this.console = console;
        this.task = TerminalText.visible(task);
        this.columns = columns;
    }

    @Override
    public synchronized void update(long doneBytes, long totalBytes) {
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(totalBytes)
                    .startsFrom(doneBytes, Duration.ZERO)
                    .setUnit(" MiB", MIB)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REDRAW_MILLIS)
                    .setConsumer(new DelegatingProgressBarConsumer(
                            line -> console.raw("\r" + line + CLEAR_TO_END), columns - 1))
                    .build();
        }
        bar.stepTo(doneBytes);
    }

    @Override
    public synchronized void note(String sentence) {
        console.raw(bar == null ? "" : "\r" + CLEAR_TO_END);
        console.note(sentence);
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            console.raw(System.lineSeparator());
            bar = null;
        }
    }
}
