package io.parvada.bench.catalog;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.Usage;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import io.parvada.bench.rival.Plocate;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** P7: a peer meets a million small files for the first time, and then again. */
public final class MillionFiles implements Row {

    private static final int FILES = 1_000_000;
    private static final Duration WITHIN = Duration.ofMinutes(20);
    private static final long EVERY_MILLIS = 100;
    private static final double NAMES_PER_SECOND = 20_000;
    private static final double RESTART_SECONDS = 3;
    private static final double RESIDENT_MEBIBYTES = 700;
    private static final double MEBIBYTE = 1 << 20;

    /** @param peakMebibytes resident, until all is hashed; @param read files of a sample, by the second start */
    private record Turn(
            double named,
            double hashed,
            double cpuSeconds,
            double peakMebibytes,
            double again,
            double empty,
            long read,
            Usage updatedb,
            Usage sha256sum) {}

    private Lab lab;
    private Setting setting;
    private Path share;
    private Sample sample;
    private int files;

    @Override
    public String title() {
        return "a million small files until they can be found, until they are hashed, and after a restart";
    }

    @Override
    public String measure(Setting given) {
        try (Lab opened = given.inMemory()) {
            lab = opened;
            setting = given;
            share = lab.directory("share");
            files = given.files(FILES);
            Tree tree = new Tree(share, false);
            tree.write(files);
            sample = new Sample(tree.first());
            List<Turn> turns = new ArrayList<>();
            for (int i = 0; i < given.turns(); i++) {
                turns.add(turn());
            }
            return report(turns);
        }
    }

    private Turn turn() {
        Usage names = Plocate.here() ? lab.run(index()) : null;
        Usage sums = lab.run(sums());
        long start = System.nanoTime();
        Peer peer = begin("peer", share);
        await(peer, "has all names", () -> count(peer) == files);
        double named = seconds(start);
        await(peer, "has hashed all", () -> idle(peer));
        double hashed = seconds(start);
        double cpu = peer.server().cpuSeconds();
        double peak = peer.server().peakResidentBytes() / MEBIBYTE;
        peer.server().stop();
        sample.forget(lab);
        double empty = secondsToAnswer("empty", lab.directory("empty"), 0);
        double again = secondsToAnswer("again", share, files);
        Turn turn = new Turn(named, hashed, cpu, peak, again, empty, sample.read(), names, sums);
        lab.run(Command.of("rm", "-rf", share.resolve(".parvada")));
        return turn;
    }

    private Peer begin(String name, Path shared) {
        return Peer.begin(lab, setting.jars(), Place.onLoopback(lab).named(name), shared);
    }

    /** From the start until it answers with all its files; then lets it look at all of them, and ends it. */
    private double secondsToAnswer(String name, Path shared, int expected) {
        long start = System.nanoTime();
        Peer peer = begin(name, shared);
        await(peer, "answers", () -> count(peer) == expected);
        double seconds = seconds(start);
        await(peer, "has looked at all", () -> idle(peer));
        peer.server().stop();
        return seconds;
    }

    private void await(Peer peer, String what, BooleanSupplier condition) {
        Pause.until(
                peer.server() + " " + what, WITHIN, EVERY_MILLIS, () -> peer.running(lab) && condition.getAsBoolean());
    }

    private static long count(Peer peer) {
        return peer.files().map(said -> said.path("count").asLong()).orElse(-1L);
    }

    private static boolean idle(Peer peer) {
        return peer.files()
                .map(said -> said.path("indexing").path("state").asString())
                .filter("idle"::equals)
                .isPresent();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private Command index() {
        return Plocate.index(share, lab.directory().resolve("plocate.db"));
    }

    private Command sums() {
        return Command.of(
                "sh", "-c", "find " + share + " -type f -print0 | xargs -0 sha256sum > " + lab.directory() + "/sums");
    }

    private String report(List<Turn> turns) {
        Table table = new Table(Numbers.of("%,d files", files), "median s", "min–max s", "files/s");
        row(table, "Parvada: from the start of the process until all names are found", turns, Turn::named);
        row(table, "Parvada: until all are hashed", turns, Turn::hashed);
        if (turns.get(0).updatedb() != null) {
            row(table, "updatedb (plocate)", turns, turn -> turn.updatedb().seconds());
        }
        row(table, "find, xargs, sha256sum", turns, turn -> turn.sha256sum().seconds());
        row(table, "Parvada: restart, until it answers with all of them", turns, Turn::again);
        row(table, "Parvada: start of an empty peer", turns, Turn::empty);
        return table + "\n" + verdicts(turns) + "\n"
                + Numbers.of(
                        "CPU until all are hashed: %.0f s, the rivals' %.0f s.",
                        spread(turns, Turn::cpuSeconds).median(),
                        spread(turns, turn -> rival(turn).cpuSeconds()).median())
                + " The second start hashes nothing: of " + sample.size()
                + " files whose\ntime of access was set back before it, "
                + turns.stream().mapToLong(Turn::read).max().orElse(0)
                + " have another one afterwards.\n\n```\njava -jar peer-service.jar\n" + index().shown(lab.directory())
                + "\n"
                + sums().shown(lab.directory()) + "\n```\n";
    }

    private Verdicts verdicts(List<Turn> turns) {
        Verdicts verdicts = new Verdicts();
        Spread ratio = spread(turns, turn -> rival(turn).seconds() / turn.hashed());
        verdicts.atLeast("updatedb, then sha256sum: until all are hashed", ratio.median(), ratio, 1.0);
        verdicts.atLeast("names found", spread(turns, turn -> files / turn.named()), "/s", NAMES_PER_SECOND);
        verdicts.atMost(
                "restart beyond an empty peer",
                spread(turns, turn -> turn.again() - turn.empty()),
                " s",
                RESTART_SECONDS);
        verdicts.atMost("files hashed again after it", spread(turns, Turn::read), "", 0);
        verdicts.mebibytesAtMost(
                "most resident memory, JVM at its defaults",
                spread(turns, Turn::peakMebibytes).max(),
                RESIDENT_MEBIBYTES);
        return verdicts;
    }

    private static Usage rival(Turn turn) {
        return turn.updatedb() == null ? turn.sha256sum() : turn.updatedb().plus(turn.sha256sum());
    }

    private void row(Table table, String what, List<Turn> turns, ToDoubleFunction<Turn> value) {
        Spread seconds = spread(turns, value);
        table.row(
                what,
                Numbers.of("%.2f", seconds.median()),
                Numbers.of("%.2f–%.2f", seconds.min(), seconds.max()),
                Numbers.of("%,.0f", files / seconds.median()));
    }

    private static Spread spread(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream().mapToDouble(value).toArray());
    }
}
