package io.parvada.bench.row;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.lab.Sampler;
import io.parvada.bench.lab.Usage;
import io.parvada.bench.report.Lines;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Table;
import io.parvada.bench.rival.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A heap of 256 MB at both ends serves and fetches 10 GiB. The source is on disk, as memory would not hold both. */
public final class SmallHeap implements Row {

    private static final long BYTES = 10L << 30;
    private static final String HEAP = "-Xmx256m";
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final double MEBIBYTE = 1 << 20;

    @Override
    public String title() {
        return "10 GiB with " + HEAP + " at both ends";
    }

    @Override
    public String measure(Setting setting) {
        try (Lab disk = setting.onDisk();
                Lab memory = setting.inMemory()) {
            Path source = RandomFile.write(disk.directory("share").resolve("big.bin"), setting.bytes(BYTES));
            Peer peer = Peer.start(memory, setting.jars(), Peer.Place.onLoopback(memory, HEAP), source.getParent());
            Path target = memory.directory("in").resolve("got.bin");
            var fetch = peer.clientJar(List.of(HEAP), "download_grpc", "--filename", "big.bin", "--output", target);
            Lines lines = new Lines("Resident memory while " + Numbers.size(setting.bytes(BYTES)) + " move", "MiB");
            List<Sampler> samplers = new ArrayList<>();
            Usage usage = memory.run(fetch, running -> {
                samplers.add(new Sampler(EVERY, running::residentBytes));
                samplers.add(new Sampler(EVERY, peer.server()::residentBytes));
            });
            samplers.forEach(Sampler::close);
            double client = draw(lines, "client", samplers.get(0));
            double server = draw(lines, "serving peer", samplers.get(1));
            check(source, target);
            lines.save(setting.plots().resolve("heap.svg"));
            return new Table("", "seconds", "GB/s", "most resident, client", "most resident, serving peer")
                            .row(
                                    Numbers.size(source.toFile().length()),
                                    Numbers.of("%.1f", usage.seconds()),
                                    Numbers.of("%.2f", source.toFile().length() / 1e9 / usage.seconds()),
                                    Numbers.of("%.0f MiB", client),
                                    Numbers.of("%.0f MiB", server))
                    + "\nThe result equals the source, byte for byte.\n\n![Memory]("
                    + setting.plots().getFileName()
                    + "/heap.svg)\n\n```\n" + fetch.shown(memory.directory()) + "\n```\n";
        }
    }

    private static double draw(Lines lines, String name, Sampler sampler) {
        double most = 0;
        for (Sampler.Sample sample : sampler.samples()) {
            if (sample.value() > 0) {
                lines.add(name, sample.seconds(), sample.value() / MEBIBYTE);
                most = Math.max(most, sample.value() / MEBIBYTE);
            }
        }
        return most;
    }

    private static void check(Path source, Path target) {
        try {
            if (Files.mismatch(source, target) >= 0) {
                throw new IllegalStateException(target + " is not " + source);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
