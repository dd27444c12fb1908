package io.parvada.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {

    @TempDir
    Path directory;

    @Test
    void barsAreSvgWhoseTextStaysText() throws IOException {
        Bars bars = new Bars("Fetching 2 GiB", "GB/s");
        bars.add("Parvada", 1.2, List.of(1.1, 1.2, 1.3));
        bars.add("nginx, curl, openssl", 0.9, List.of(0.8, 0.9, 1.0));
        assertThat(saved(bars::save)).contains("<svg", "Fetching 2 GiB", "nginx, curl, openssl");
    }

    @Test
    void barsAreReadFromAFile() throws IOException {
        Path points =
                Files.writeString(directory.resolve("points"), "Messages;× the formula\nring, flood;0.1 0.2 0.3\n");
        assertThat(saved(Bars.read(points)::save)).contains("<svg", "Messages", "ring, flood");
    }

    @Test
    void linesAreSvgWithALegend() throws IOException {
        Lines lines = new Lines("Memory", "MiB");
        lines.add("heap", 0, 10);
        lines.add("heap", 1, 20);
        lines.add("resident", 0, 200);
        lines.add("resident", 1, 210);
        lines.level(264);
        assertThat(saved(lines::save)).contains("<svg", "heap", "resident", "seconds");
    }

    private interface Plot {
        void save(Path file);
    }

    private String saved(Plot plot) throws IOException {
        Path file = directory.resolve("plot.svg");
        plot.save(file);
        return Files.readString(file);
    }
}
