package io.parvada.bench.race;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.lab.Sampler;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import io.parvada.bench.report.Lines;
import io.parvada.bench.rival.Nginx;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * P4: three holders behind 100 Mbit/s each. Runs where the client is, in the namespaces that scripts/bench/links.sh has
 * made; without them it says so.
 */
public final class SlowLinks implements Row {

    private static final long BYTES = 512L << 20;
    private static final int HOLDERS = 3;
    private static final double LINK_MEGABITS = 100;
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration MEET_WITHIN = Duration.ofMinutes(1);
    private static final int NGINX = 8080;

    private final List<Server> peers = new ArrayList<>();
    private final List<Server> nginxes = new ArrayList<>();
    private final Links links = new Links();

    @Override
    public String title() {
        return "three holders behind 100 Mbit/s each, one client";
    }

    @Override
    public String measure(Setting setting) {
        if (links.missing()) {
            return Links.MISSING;
        }
        try (Lab lab = setting.inMemory()) {
            Path source = RandomFile.write(lab.directory("share1").resolve("big.bin"), setting.bytes(BYTES));
            Path target = lab.directory("in").resolve("got.bin");
            Peer asked = holders(lab, setting, source);
            Race race = new Race(lab, source, parvada(asked, target));
            race.against(allLinks(lab, source), 0.95);
            if (Tools.has("aria2c")) {
                race.against(aria2(source, target), 1.0);
            } else {
                race.without("aria2c");
            }
            use(race, lab).save(setting.plots().resolve("P4-links.svg"));
            race.run(setting.turns());
            return race.report(setting, "P4", title()) + "\n![Use of the links]("
                    + setting.plots().getFileName()
                    + "/P4-links.svg)\n\nEach link is a veth pair with `tc qdisc … tbf rate 100mbit` at both ends; its rate counts the headers of\n"
                    + "Ethernet, IP and TCP too. \"curl, a third from each\" is the sum of the links: three ranges at once, nothing put\n"
                    + "together or proven.\n";
        }
    }

    /** Three peers and three nginx, each with the file. @return the first peer */
    private Peer holders(Lab lab, Setting setting, Path source) {
        for (int n = 1; n <= HOLDERS; n++) {
            Path share = lab.directory("share" + n);
            if (n > 1) {
                copy(source, share.resolve(source.getFileName()));
            }
            nginxes.add(Nginx.start(lab, "nginx" + n, share, Links.host(n), NGINX, links.launcher(n))
                    .server());
        }
        List<Peer> started = links.peers(lab, setting, HOLDERS, MEET_WITHIN);
        started.forEach(peer -> peers.add(peer.server()));
        return started.get(0);
    }

    private Contender parvada(Peer asked, Path target) {
        Command command = asked.client("download_grpc", "--filename", "big.bin", "--output", target);
        return new Contender("Parvada", List.of(command), peers, target, () -> Contender.delete(target));
    }

    private Contender allLinks(Lab lab, Path source) {
        long bytes = source.toFile().length();
        List<Object> words = new ArrayList<>(List.of("curl", "-sSf", "-Z"));
        for (int n = 1; n <= HOLDERS; n++) {
            long first = bytes * (n - 1) / HOLDERS;
            long last = bytes * n / HOLDERS - 1;
            words.addAll(
                    List.of("-r", first + "-" + last, "-o", lab.directory("in").resolve("part" + n), url(n)));
            if (n < HOLDERS) {
                words.addAll(List.of("--next", "-sSf"));
            }
        }
        return new Contender("curl, a third from each", Command.of(words.toArray()), nginxes);
    }

    private Contender aria2(Path source, Path target) {
        String digest = Tools.firstLine("openssl", "dgst", "-sha256", "-r", source.toString());
        Command command = Command.of(
                "aria2c",
                "-q",
                "-s",
                HOLDERS,
                "-x",
                "1",
                "-k",
                "1M",
                "--file-allocation=none",
                "--checksum=sha-256=" + digest.substring(0, digest.indexOf(' ')),
                "-d",
                target.getParent(),
                "-o",
                target.getFileName(),
                url(1),
                url(2),
                url(3));
        return new Contender("aria2c, three URLs", List.of(command), nginxes, target, () -> Contender.delete(target));
    }

    /** One turn of each, and what came in over all links meanwhile. */
    private static Lines use(Race race, Lab lab) {
        Lines lines = new Lines("What comes in over three links of 100 Mbit/s", "Mbit/s");
        lines.level(HOLDERS * LINK_MEGABITS);
        for (Contender contender : race.contenders()) {
            try (Sampler sampler = new Sampler(EVERY, SlowLinks::receivedBytes)) {
                race.turn(contender);
                draw(lines, contender.name(), sampler.samples());
            }
        }
        return lines;
    }

    private static void draw(Lines lines, String name, List<Sampler.Sample> samples) {
        for (int i = 1; i < samples.size(); i++) {
            double bytes = samples.get(i).value() - samples.get(i - 1).value();
            double seconds = samples.get(i).seconds() - samples.get(i - 1).seconds();
            lines.add(name, samples.get(i).seconds(), bytes * 8 / 1e6 / seconds);
        }
    }

    private static double receivedBytes() {
        return IntStream.rangeClosed(1, HOLDERS).mapToDouble(Links::sentBytes).sum();
    }

    private static String url(int n) {
        return "http://" + Links.host(n) + ":" + NGINX + "/big.bin";
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
