package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's PostgreSQL with its defaults but for memory, and psql(1). The server refuses root, so it runs as postgres. */
public final class Postgres {

    /** A statement of the directory's as it was executed; its parameters are on the next line. */
    private static final Pattern LOGGED = Pattern.compile("duration: \\S+ ms {2}execute [^:]+: (SELECT .*)");

    private static final Pattern PARAMETERS = Pattern.compile("DETAIL: {2}[Pp]arameters: (.*)");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+) = ('(?:[^']|'')*'|NULL)");

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final String SETTINGS =
            "-c shared_buffers=1GB -c maintenance_work_mem=256MB -c max_wal_size=4GB -c fsync=off";
    private static final String USER = "postgres";
    private static final String LOG = "postgresql";

    private final Lab lab;
    private final Path programs;
    private final int port;

    private Postgres(Lab lab, Path programs, int port) {
        this.lab = lab;
        this.programs = programs;
        this.port = port;
    }

    public static boolean here() {
        return Tools.root() && Tools.has("runuser") && programs().isPresent();
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(PROGRAMS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PROGRAMS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("psql")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With its data beside the lab's directory, which is closed to other users. */
    public static Postgres start(Lab lab) {
        Path bin = programs().orElseThrow();
        Path data = lab.directory().resolveSibling(lab.directory().getFileName() + ".postgresql");
        lab.undo(() -> delete(data));
        lab.run(Command.of("install", "-d", "-o", USER, "-g", USER, "-m", "700", data));
        lab.run(asServer(bin.resolve("initdb"), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D", data));
        int port = lab.freePort();
        List<Object> serve = new ArrayList<>(List.of(bin.resolve("postgres"), "-D", data, "-p", port, "-k", data));
        serve.addAll(List.of(SETTINGS.split(" ")));
        Server server = lab.start(LOG, asServer(serve.toArray()), Map.of());
        Ports.await(lab, server, "127.0.0.1", port);
        return new Postgres(lab, bin, port);
    }

    private static Command asServer(Object... words) {
        List<Object> all = new ArrayList<>(List.of("runuser", "-u", USER, "--"));
        all.addAll(List.of(words));
        return Command.of(all.toArray());
    }

    /** How it was started. */
    public String shown() {
        return "postgres " + SETTINGS;
    }

    public String version() {
        return Tools.firstLine(programs.resolve("postgres").toString(), "--version");
    }

    /** For JDBC. @param options of the session, as psql's {@code PGOPTIONS}; empty for none */
    public String url(String options) {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
        return options.isEmpty() ? url : url + "&options=" + options.replace(" ", "%20");
    }

    public Command psql(Object... words) {
        List<Object> all = new ArrayList<>(List.of(
                programs.resolve("psql"), "-X", "-q", "-h", "127.0.0.1", "-p", port, "-U", USER, "-d", "postgres"));
        all.addAll(List.of(words));
        return Command.of(all.toArray());
    }

    /** The directory's queries in the server's log, each with its parameters put in, in order. */
    public List<String> loggedQueries() {
        List<String> queries = new ArrayList<>();
        String statement = null;
        for (String line : lab.log(LOG).lines().toList()) {
            var logged = LOGGED.matcher(line);
            var parameters = PARAMETERS.matcher(line);
            if (logged.find()) {
                statement = logged.group(1).contains("c.hit") ? logged.group(1) : null;
            } else if (statement != null && parameters.find()) {
                queries.add(filledIn(statement, parameters.group(1)));
                statement = null;
            }
        }
        return queries;
    }

    private static String filledIn(String statement, String parameters) {
        Map<String, String> values = new HashMap<>();
        PARAMETER.matcher(parameters).results().forEach(each -> values.put(each.group(1), each.group(2)));
        return Pattern.compile("\\$(\\d+)")
                .matcher(statement)
                .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }

    private static void delete(Path data) {
        try {
            new ProcessBuilder("rm", "-rf", "--", data.toString())
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
