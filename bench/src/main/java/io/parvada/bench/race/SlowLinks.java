package io.parvada.bench.race;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
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
import java.util.stream.StreamSupport;

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
    private static final int REST = 8001;
    private static final int GRPC = 50051;
    private static final int NGINX = 8080;

    private final List<Server> peers = new ArrayList<>();
    private final List<Server> nginxes = new ArrayList<>();
    private final String spaces = System.getProperty("bench.links", "");

    @Override
    public String title() {
        return "three holders behind 100 Mbit/s each, one client";
    }

    @Override
    public String measure(Setting setting) {
        if (spaces.isEmpty()) {
            return "Not here: network namespaces and `tc` take root on Linux.\n";
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
        Peer first = null;
        for (int n = 1; n <= HOLDERS; n++) {
            Path share = lab.directory("share" + n);
            if (n > 1) {
                copy(source, share.resolve(source.getFileName()));
            }
            Peer peer = Peer.start(lab, setting.jars(), place(n), share);
            peers.add(peer.server());
            nginxes.add(Nginx.start(lab, "nginx" + n, share, host(n), NGINX, launcher(n))
                    .server());
            first = n == 1 ? peer : first;
        }
        Peer asked = first;
        Pause.until("the three peers know each other", MEET_WITHIN, () -> alive(asked) == HOLDERS - 1);
        return asked;
    }

    private Peer.Place place(int n) {
        List<String> friends = n == 1 ? List.of() : List.of("http://" + host(1) + ":" + REST);
        return new Peer.Place("peer" + n, host(n), REST, GRPC, friends, launcher(n), List.of());
    }

    private Contender parvada(Peer asked, Path target) {
        Command command = asked.client("download_grpc", "--filename", "big.bin", "--output", target);
        return new Contender("Parvada", List.of(command), peers, target, () -> delete(target));
    }

    private static long alive(Peer peer) {
        return StreamSupport.stream(peer.get("/peers").path("peers").spliterator(), false)
                .filter(other -> "alive".equals(other.path("state").asString("")))
                .count();
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
        return new Contender("aria2c, three URLs", List.of(command), nginxes, target, () -> delete(target));
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
        double sum = 0;
        for (int n = 1; n <= HOLDERS; n++) {
            sum += number(Path.of("/sys/class/net/link" + n + "/statistics/rx_bytes"));
        }
        return sum;
    }

    private static double number(Path file) {
        try {
            return Double.parseDouble(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> launcher(int n) {
        return List.of("ip", "netns", "exec", spaces + "-holder" + n);
    }

    private static String host(int n) {
        return "10.213." + n + ".2";
    }

    private static String url(int n) {
        return "http://" + host(n) + ":" + NGINX + "/big.bin";
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
