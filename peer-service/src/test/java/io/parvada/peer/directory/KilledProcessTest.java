package io.parvada.peer.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.DirectoryUser;
import io.parvada.peer.ForkedPeer;
import io.parvada.peer.PostgresServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two processes of one directory over one PostgreSQL; one is killed by SIGKILL while peers log in at either and publish at
 * the other. What was acknowledged is there afterwards.
 */
class KilledProcessTest {

    private static final String PASSWORD = "correct horse";
    private static final int PEERS = 8;

    @TempDir
    Path home;

    private PostgresServer server;
    private ForkedPeer one;
    private ForkedPeer two;

    @BeforeEach
    void start() throws IOException {
        server = PostgresServer.start(home.resolve("postgresql"));
        String database = server.newDatabase();
        Path first = Files.writeString(home.resolve("first"), PASSWORD);
        one = directory("one", database, first);
        two = directory("two", database, first);
        one.awaitServing();
        two.awaitServing();
    }

    private ForkedPeer directory(String name, String database, Path password) throws IOException {
        return ForkedPeer.start(
                home.resolve(name),
                name,
                "peer.directory.enabled=true",
                "peer.directory.lease=10m",
                "peer.directory.store=" + database,
                "peer.directory.admin_password_file=" + password);
    }

    @AfterEach
    void stop() {
        if (one != null) {
            one.close();
        }
        if (two != null) {
            two.close();
        }
        server.close();
    }

    @Test
    void nothingAcknowledgedIsLostOverTwoHundredLogins() throws Exception {
        nothingIsLost(200);
    }

    @Test
    @Tag("large")
    void nothingAcknowledgedIsLostOverAThousandLogins() throws Exception {
        nothingIsLost(1_000);
    }

    private void nothingIsLost(int logins) throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(PEERS);
        try {
            List<Publisher> publishers = new ArrayList<>();
            List<Callable<Void>> runs = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                Publisher publisher = new Publisher("p" + i);
                publishers.add(publisher);
                runs.add(() -> {
                    while (acknowledged.get() < logins) {
                        publisher.once();
                        if (acknowledged.incrementAndGet() == logins / 3) {
                            one.kill();
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> run : threads.invokeAll(runs)) {
                run.get();
            }
            int entries = 0;
            for (Publisher publisher : publishers) {
                assertThat(publisher.found()).containsAll(publisher.acknowledged);
                entries += publisher.acknowledged.size();
            }
            System.out.printf(
                    "%d logins and %d entries acknowledged, one of two processes killed: 0 lost%n",
                    acknowledged.get(), entries);
        } finally {
            threads.shutdownNow();
        }
    }

    /** One peer that logs in, publishes one more name at the other process, and remembers what it was promised. */
    private final class Publisher {
        private final DirectoryUser user;
        private final String name;
        private final Set<String> acknowledged = new TreeSet<>();
        private long epoch;
        private int next;
        private boolean swapped;

        Publisher(String name) {
            this.name = name;
            this.user = new DirectoryUser(name);
        }

        void once() throws IOException {
            swapped = !swapped;
            JsonNode granted = acknowledged(at -> user.logIn(at, "admin", PASSWORD), swapped ? one.url() : two.url());
            assertThat(granted.get("credential").asString()).isNotEmpty();
            publish(name + "-" + next++ + ".txt");
        }

        private void publish(String added) throws IOException {
            String at = swapped ? two.url() : one.url();
            JsonNode answer = acknowledged(where -> put(where, epoch, Set.of(added)), at);
            if (!answer.has("epoch")) { // one body may have been taken whose answer was never heard
                assertThat(answer.get("reason").asString()).isEqualTo("STALE_BASE");
                Set<String> all = new TreeSet<>(acknowledged);
                all.add(added);
                answer = acknowledged(where -> put(where, 0, all), at);
            }
            epoch = answer.get("epoch").asLong();
            acknowledged.add(added);
        }

        private HttpResponse<String> put(String at, long base, Set<String> names) throws IOException {
            String entries = names.stream()
                    .map(each -> "{\"name\": \"" + each + "\", \"size\": 1}")
                    .collect(Collectors.joining(","));
            String body = "{\"base\": " + base + ", \"added\": [" + entries + "]}";
            return user.call(at, "PUT", "/directory/index", body);
        }

        Set<String> found() throws IOException {
            Set<String> found = new TreeSet<>();
            String path = "/directory/query?limit=1000&query=" + name + "-*";
            String after = "";
            do {
                JsonNode page = DirectoryUser.json(DirectoryUser.send(two.url(), "GET", path + after, null, Map.of()));
                page.get("hits")
                        .valueStream()
                        .forEach(hit -> found.add(hit.get("name").asString()));
                after = page.get("next").isNull()
                        ? null
                        : "&after=" + page.get("next").asString();
            } while (after != null);
            return found;
        }
    }

    @FunctionalInterface
    private interface Call {
        HttpResponse<String> to(String url) throws IOException;
    }

    /** At the process given, or else at the one that is not killed; again while it is busy. */
    private JsonNode acknowledged(Call call, String first) throws IOException {
        String at = first;
        while (true) {
            try {
                HttpResponse<String> answer = call.to(at);
                if (answer.statusCode() != 503) {
                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 409);
                    return DirectoryUser.json(answer);
                }
            } catch (IOException killed) {
                at = two.url();
            }
        }
    }
}
