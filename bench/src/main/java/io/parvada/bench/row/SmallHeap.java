package io.parvada.bench.row;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.lab.Sampler;
import io.parvada.bench.lab.Usage;
import io.parvada.bench.report.Lines;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Table;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A heap of 256 MB at both ends serves and fetches 10 GiB. The source is on disk, as memory would not hold both. */
public final class SmallHeap implements Row {

    private static final String NAME = "big.bin";
    private static final long BYTES = 10L << 30;
    private static final String HEAP = "-Xmx256m";
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final double MEBIBYTE = 1 << 20;

    @Override
    public String title() {
        return "10 GiB with " + HEAP + " at both ends, by the client and by a peer";
    }

    @Override
    public String measure(Setting setting) {
        Lines lines = new Lines("Resident memory while " + Numbers.size(setting.bytes(BYTES)) + " move", "MiB");
        Table table = new Table("fetched by", "seconds", "GB/s", "most resident, fetching", "most resident, serving");
        String shown;
        try (Lab disk = setting.onDisk();
                Lab memory = setting.inMemory()) {
            Path source = RandomFile.write(disk.directory("share").resolve(NAME), setting.bytes(BYTES));
            Place place = Place.onLoopback(memory, HEAP);
            Peer peer = Peer.start(memory, setting.jars(), place, source.getParent());
            Path target = memory.directory("in").resolve("got.bin");
            Command fetch = peer.clientJar(List.of(HEAP), "download_grpc", "--filename", NAME, "--output", target);
            shown = fetch.shown(memory.directory());
            List<Sampler> samplers = new ArrayList<>();
            Usage usage = memory.run(fetch, running -> {
                samplers.add(new Sampler(EVERY, running::residentBytes));
                samplers.add(new Sampler(EVERY, peer.server()::residentBytes));
            });
            samplers.forEach(Sampler::close);
            row(table, "client", source, usage.seconds(), draw(lines, samplers, "client", "peer, serving the client"));
            check(source, target);
            delete(target);
            byPeer(new Fetching(disk, memory, setting, place), peer, table, lines);
        }
        lines.save(setting.plots().resolve("heap.svg"));
        return table
                + "\nEach result equals the source, byte for byte. The client's goes to memory, the peer's to the disk.\n\n![Memory]("
                + setting.plots().getFileName()
                + "/heap.svg)\n\n```\n" + shown + "\n```\n";
    }

    private record Fetching(Lab disk, Lab memory, Setting setting, Place holder) {}

    private static void byPeer(Fetching at, Peer from, Table table, Lines lines) {
        Path share = at.disk().directory("fetched");
        Place place = Place.onLoopback(at.memory(), HEAP).named("fetcher").knowing(List.of(at.holder()));
        Peer fetcher = Peer.start(at.memory(), at.setting().jars(), place, share);
        Pause.until(
                "the two have met",
                WITHIN,
                () -> fetcher.get("/status").path("peers").path("alive").asInt() == 1);
        List<Sampler> samplers = List.of(
                new Sampler(EVERY, fetcher.server()::residentBytes), new Sampler(EVERY, from.server()::residentBytes));
        long start = System.nanoTime();
        String id = fetcher.fetch(NAME);
        fetcher.awaitFetched(id, WITHIN);
        double seconds = (System.nanoTime() - start) / 1e9;
        samplers.forEach(Sampler::close);
        Path source = from.share().resolve(NAME);
        row(table, "peer", source, seconds, draw(lines, samplers, "fetching peer", "peer, serving the peer"));
        check(source, share.resolve(NAME));
    }

    private static void row(Table table, String by, Path source, double seconds, double[] most) {
        long bytes = source.toFile().length();
        table.row(
                by + ", " + Numbers.size(bytes),
                Numbers.of("%.1f", seconds),
                Numbers.of("%.2f", bytes / 1e9 / seconds),
                Numbers.of("%.0f MiB", most[0]),
                Numbers.of("%.0f MiB", most[1]));
    }

    private static double[] draw(Lines lines, List<Sampler> samplers, String fetching, String serving) {
        return new double[] {draw(lines, fetching, samplers.get(0)), draw(lines, serving, samplers.get(1))};
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

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
