package io.parvada.bench.row;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.lab.Running;
import io.parvada.bench.lab.Sampler;
import io.parvada.bench.lab.Usage;
import io.parvada.bench.report.Lines;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** P5: the client is killed (SIGKILL) at half of a file and started again. */
public final class Resume implements Row {

    private static final long BYTES = 1L << 30;
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final double AT_MOST = 1.1;

    /** @param writtenBytes to disk, all proven, when the first process was killed */
    private record Turn(long writtenBytes, long reusedBytes, long fetchedBytes, Usage resumed, Usage freshHalf) {}

    private final List<Turn> turns = new ArrayList<>();
    private Lines timeline;

    @Override
    public String title() {
        return "resume after SIGKILL of the client at half of the file";
    }

    @Override
    public String measure(Setting setting) {
        try (Lab lab = setting.inMemory()) {
            Path share = lab.directory("share");
            Path whole = RandomFile.write(share.resolve("big.bin"), setting.bytes(BYTES));
            Path half = RandomFile.write(share.resolve("half.bin"), setting.bytes(BYTES) / 2);
            Peer peer = Peer.start(lab, setting.jars(), Place.onLoopback(lab), share);
            Path target = lab.directory("in").resolve("got.bin");
            for (int i = 0; i < setting.turns(); i++) {
                timeline = new Lines("A download, killed at half and begun again", "MiB written to disk");
                turns.add(turn(lab, peer, whole, half, target));
            }
            timeline.save(setting.plots().resolve("P5.svg"));
            return report(setting, fetch(peer, whole, target).shown(lab.directory()));
        }
    }

    private Turn turn(Lab lab, Peer peer, Path whole, Path half, Path target) {
        Command fetch = fetch(peer, whole, target);
        long written = killAt(lab, fetch, size(whole) / 2);
        Usage resumed = follow(lab, fetch, "begun again", written);
        JsonNode said = json(lab.log("command"));
        check(whole, target);
        peer.server().settle();
        Usage fresh = follow(lab, fetch(peer, half, target), "a fresh half", 0);
        check(half, target);
        peer.server().settle();
        return new Turn(
                written,
                said.path("reused_bytes").asLong(),
                said.path("received_bytes").asLong(),
                resumed,
                fresh);
    }

    private static Command fetch(Peer peer, Path file, Path target) {
        return peer.client("--json", "download_grpc", "--filename", file.getFileName(), "--output", target);
    }

    /** Bytes that the process had written when it was killed. */
    private long killAt(Lab lab, Command fetch, long bytes) {
        Running running = lab.begin(fetch);
        try (Sampler sampler = new Sampler(EVERY, running::writtenBytes)) {
            long written;
            do {
                Pause.millis(1);
                written = running.writtenBytes();
                if (!running.alive()) {
                    throw new IllegalStateException("it ended before it could be killed:\n" + lab.log("command"));
                }
            } while (written < bytes);
            running.kill();
            draw("until SIGKILL", sampler, 0);
            return written;
        }
    }

    private Usage follow(Lab lab, Command fetch, String name, long before) {
        List<Sampler> sampler = new ArrayList<>();
        Usage usage = lab.run(fetch, running -> sampler.add(new Sampler(EVERY, running::writtenBytes)));
        sampler.get(0).close();
        draw(name, sampler.get(0), before);
        return usage;
    }

    private void draw(String name, Sampler sampler, long before) {
        for (Sampler.Sample sample : sampler.samples()) {
            if (sample.value() > 0) {
                timeline.add(name, sample.seconds(), (before + sample.value()) / (1 << 20));
            }
        }
    }

    private String report(Setting setting, String command) {
        Table table = new Table(
                "turn",
                "resumed s",
                "fresh half s",
                "resumed CPU s",
                "fresh half CPU s",
                "written before the kill",
                "used again",
                "fetched twice, at most");
        for (Turn turn : turns) {
            table.row(
                    table.rows() + 1,
                    Numbers.of("%.2f", turn.resumed().seconds()),
                    Numbers.of("%.2f", turn.freshHalf().seconds()),
                    Numbers.of("%.2f", turn.resumed().cpuSeconds()),
                    Numbers.of("%.2f", turn.freshHalf().cpuSeconds()),
                    mebibytes(turn.writtenBytes()),
                    mebibytes(turn.reusedBytes()),
                    mebibytes(Math.max(0, turn.writtenBytes() - turn.reusedBytes())));
        }
        Verdicts verdicts = new Verdicts();
        verdicts.atMost("a fresh half", median(true) / median(false), pairs(), AT_MOST);
        return table + "\n" + verdicts + "\n"
                + "A fresh half is the same command for a file of half the size. What was proven before the kill is not hashed again:\n"
                + "that would show as CPU of the resumed run beyond a fresh half's.\n\n![Resume]("
                + setting.plots().getFileName()
                + "/P5.svg)\n\n```\n" + command + "\n```\n";
    }

    private Spread pairs() {
        return Spread.of(turns.stream()
                .mapToDouble(turn -> turn.resumed().seconds() / turn.freshHalf().seconds())
                .toArray());
    }

    private double median(boolean resumed) {
        return Spread.of(turns.stream()
                        .map(turn -> resumed ? turn.resumed() : turn.freshHalf())
                        .mapToDouble(Usage::seconds)
                        .toArray())
                .median();
    }

    // The progress stands before it in the same log.
    private static JsonNode json(String log) {
        return JsonMapper.shared().readTree(log.substring(log.indexOf('{'), log.lastIndexOf('}') + 1));
    }

    private static String mebibytes(long bytes) {
        return Numbers.of("%.1f MiB", bytes / 1048576.0);
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static void check(Path source, Path target) {
        try {
            if (Files.mismatch(source, target) >= 0) {
                throw new IllegalStateException(target + " is not " + source);
            }
            Files.delete(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
