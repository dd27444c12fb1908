package io.parvada.bench.catalog;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Spread;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.Jars;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** P12: from the start of the process until it is healthy, and what it then occupies, beside an empty application. */
public final class StartAndIdle implements Row {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final long EVERY_MILLIS = 5;
    private static final long IDLE_MILLIS = 10_000;
    private static final double TIMES_AS_LONG = 1.3;
    private static final double RESIDENT_MEBIBYTES = 250;
    private static final double MEBIBYTE = 1 << 20;
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

    private record Turn(double ready, double cpuSeconds, double mebibytes) {}

    /** What is started on a port, and where its words can be read. */
    private interface Candidate {
        Server start(int port);
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Map<String, List<Turn>> turns = new LinkedHashMap<>();
    private Lab lab;
    private Setting setting;

    @Override
    public String title() {
        return "start to healthy, and idle memory, beside an empty Spring Boot application";
    }

    @Override
    public String measure(Setting given) {
        try (Lab opened = given.inMemory()) {
            lab = opened;
            setting = given;
            Jars laidOut = given.jars().laidOut(lab, given.repository());
            String archive = laidOut.archiveFlag();
            candidates.put("Parvada, java -jar peer-service.jar", port -> peer(given.jars(), port));
            candidates.put("empty application, the same JAR's libraries", this::empty);
            candidates.put("Parvada, its JAR laid out", port -> peer(laidOut, port));
            candidates.put(
                    "Parvada, laid out, with the archive of its classes (the image)",
                    port -> peer(laidOut, port, archive));
            candidates.keySet().forEach(name -> turns.put(name, new ArrayList<>()));
            // The first start of each reads the files into memory, and does not count.
            candidates.values().forEach(this::turn);
            for (int i = 0; i < given.turns(); i++) {
                candidates.forEach((name, candidate) -> turns.get(name).add(turn(candidate)));
            }
            return report();
        }
    }

    private Turn turn(Candidate candidate) {
        int port = lab.freePort();
        long start = System.nanoTime();
        Server server = candidate.start(port);
        Pause.until(server + " is healthy", WITHIN, EVERY_MILLIS, () -> healthy(server, port));
        double ready = (System.nanoTime() - start) / 1e9;
        double cpu = server.cpuSeconds();
        Pause.millis(setting.quick() ? IDLE_MILLIS / 10 : IDLE_MILLIS);
        double resident = server.residentBytes() / MEBIBYTE;
        server.stop();
        return new Turn(ready, cpu, resident);
    }

    private boolean healthy(Server server, int port) {
        if (!server.running()) {
            throw new IllegalStateException(server + " ended:\n" + lab.log(server.toString()));
        }
        URI health = URI.create("http://localhost:" + port + "/actuator/health");
        try {
            return http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Server peer(Jars jars, int port, String... flags) {
        Place place = Place.onLoopback(lab, flags);
        Place at = new Place(
                "peer", "localhost", port, place.grpcPort(), place.friends(), place.launcher(), place.jvmFlags());
        return Peer.begin(lab, jars, at, lab.directory("share")).server();
    }

    // What the peer's own configuration would check and open is said here instead: no second port, no description.
    private Server empty(int port) {
        Command command = Command.of(
                Tools.java(),
                "-Dloader.path=" + setting.repository().resolve("bench/target/classes"),
                "-Dloader.main=" + EmptyApp.class.getName(),
                "-Dserver.port=" + port,
                "-Dgrpc.server.port=-1",
                "-Dgrpc.server.health-service-enabled=false",
                "-Dgrpc.server.reflection-service-enabled=false",
                "-Dspringdoc.api-docs.enabled=false",
                "-Dspringdoc.swagger-ui.enabled=false",
                "-cp",
                setting.jars().service(),
                LAUNCHER);
        return lab.start("empty", command, Map.of());
    }

    private String report() {
        Table table = new Table("", "median s", "min–max s", "CPU s", "resident MiB after 10 s");
        turns.forEach((name, done) -> {
            Spread ready = spread(done, Turn::ready);
            table.row(
                    name,
                    Numbers.of("%.2f", ready.median()),
                    Numbers.of("%.2f–%.2f", ready.min(), ready.max()),
                    Numbers.of("%.2f", spread(done, Turn::cpuSeconds).median()),
                    Numbers.of("%.0f", spread(done, Turn::mebibytes).median()));
        });
        List<List<Turn>> all = List.copyOf(turns.values());
        Verdicts verdicts = new Verdicts();
        verdict(verdicts, "empty application: time until healthy", all.get(0), all.get(1));
        verdicts.mebibytesAtMost(
                "idle, JVM at its defaults", spread(all.get(0), Turn::mebibytes).median(), RESIDENT_MEBIBYTES);
        verdict(verdicts, "empty application: time until healthy, as in the image", all.get(3), all.get(1));
        verdicts.mebibytesAtMost(
                "idle, as in the image", spread(all.get(3), Turn::mebibytes).median(), RESIDENT_MEBIBYTES);
        return table + "\n" + verdicts
                + "\nHealthy is the first 200 of /actuator/health, asked each 5 ms. The empty application"
                + " is one annotated class\n(web server and actuator); neither it nor the first two have an archive but the"
                + " JVM's own.\n";
    }

    private static void verdict(Verdicts verdicts, String beside, List<Turn> ours, List<Turn> theirs) {
        double[] pairs = new double[ours.size()];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = ours.get(i).ready() / theirs.get(i).ready();
        }
        double ratio =
                spread(ours, Turn::ready).median() / spread(theirs, Turn::ready).median();
        verdicts.atMost(beside, ratio, Spread.of(pairs), TIMES_AS_LONG);
    }

    private static Spread spread(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream().mapToDouble(value).toArray());
    }
}
