package io.parvada.system.forbidden;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parvada.system.Jars;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** S6: whatever form an address has, whoever names it at POST /peers and POST /register: nobody is connected to there. */
class ForbiddenAddressesIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "a".repeat(26);

    private static final String HOSTS = """
            169.254.169.254 metadata.test
            169.254.169.254 both.test
            10.215.0.1 both.test
            fd00:ec2::254 six.test
            127.0.0.1 home.test
            """;

    /** Hosts, as they may stand in a URL and before a port. */
    private static final List<String> HOST_FORMS = List.of(("""
            169.254.169.254 169.254.169.253 169.254.170.2 168.63.129.16 2852039166 0xa9fea9fe 0xA9FEA9FE 0xa9.0xfe.0xa9.0xfe
            0251.0376.0251.0376 025177524776 0000251.0000376.0000251.0000376 169.254.43518 169.16689662 0xa9.254.0251.254
            169.254.169.254. 0169.254.169.254 169.254.169.0xfe 169.254.169.254%00 169.254.169.254%2e 169%2e254%2e169%2e254
            ①⑥⑨.②⑤④.①⑥⑨.②⑤④ １６９.２５４.１６９.２５４ 169。254。169。254 [::ffff:169.254.169.254] [::ffff:a9fe:a9fe]
            [0:0:0:0:0:ffff:a9fe:a9fe] [0000:0000:0000:0000:0000:FFFF:A9FE:A9FE] [::169.254.169.254] [::a9fe:a9fe]
            [::ffff:0:169.254.169.254] [64:ff9b::169.254.169.254] [64:ff9b::a9fe:a9fe] [64:ff9b:1::a9fe:a9fe]
            [2002:a9fe:a9fe::1] [2001:0:a9fe:a9fe::1] [2001::5601:5601] [fe80::5efe:169.254.169.254] [fe80::5efe:a9fe:a9fe]
            [fe80::a9fe:a9fe%lo] [fe80::1%25lo] [::ffff:168.63.129.16] [fd00:ec2::254] [fd00:ec2:0:0:0:0:0:254] [FD00:EC2::254]
            [fd20:ce::254] ::ffff:169.254.169.254 user@169.254.169.254 10.215.0.1@169.254.169.254 metadata.test METADATA.test
            metadata.test. six.test home.test rebind.test a.rebind.test localhost localhost. sub.localhost 127.0.0.1 127.1
            127.0.1 0177.0.0.1 0x7f.1 0x7f000001 2130706433 [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] 0 0.0.0.0 [::] [::0.0.0.0]
            255.255.255.255 224.0.0.1 [ff02::1]""").trim().split("\\s+"));

    /** URLs whole: other schemes, and texts that two parsers read as two things. */
    private static final List<String> URL_FORMS = List.of(("""
            http://169.254.169.254/latest/meta-data http://169.254.169.254:80?x=1 http://169.254.169.254#@10.215.0.1:8001
            http://10.215.0.1:8001#@169.254.169.254 http://10.215.0.1:8001@169.254.169.254 http://10.215.0.1\\@169.254.169.254
            http://169.254.169.254\\@10.215.0.1 HTTP://169.254.169.254:80 //169.254.169.254:80 http:169.254.169.254
            http:///169.254.169.254 http://169.254.169.254:80:80 http://169.254.169.254:080 http://169.254.169.254:+80
            gopher://169.254.169.254:80 ftp://169.254.169.254:80 file:///etc/passwd jar:http://169.254.169.254!/ dict://169.254.169.254:80
            https://169.254.169.254:80 https://metadata.test:80""").trim().split("\\s+"));

    /** Answered by port 8000 and so many, to a metadata address. */
    private static final int[] REDIRECTS = {301, 302, 303, 307, 308};

    @TempDir
    Path dir;

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private final AtomicInteger honest = new AtomicInteger();
    private int calls;

    @AfterEach
    void stop() {
        processes.forEach(each -> each.destroyForcibly().onExit().join());
        servers.forEach(each -> each.stop(0));
    }

    @Test
    void whateverFormAnAddressHasNobodyIsConnectedToThere() throws Exception {
        try (CloudHost cloud = CloudHost.open(HOSTS);
                RebindingNames names = new RebindingNames(CloudHost.TEST, CloudHost.TEST, "169.254.169.254")) {
            Path heard = dir.resolve("heard");
            processes.add(cloud.java(
                    heard, null, "-cp", System.getProperty("java.class.path"), CountingListener.class.getName()));
            Waiting.until(
                    "somebody listens",
                    Duration.ofSeconds(30),
                    () -> Files.readString(heard).contains("listening"));
            serveRedirects();
            processes.add(cloud.java(
                    dir.resolve("peer.log"),
                    config(),
                    "-Dsun.net.inetaddr.ttl=0",
                    "-Dsun.net.inetaddr.negative.ttl=0",
                    "-jar",
                    Jars.LAID_OUT.toString()));
            Waiting.until("the peer answers", Duration.ofSeconds(60), () -> get("/status") == 200);

            int forms = nameAll();

            new Socket(CloudHost.HOST, CountingListener.PORT).close();
            Waiting.until(
                    "the listener hears",
                    Duration.ofSeconds(10),
                    () -> heard(heard).contains(CloudHost.HOST));
            List<String> connections = heard(heard);
            System.out.printf(
                    "S6: %d forms in %d calls, answered %s; %d look-ups of names that move; %d requests at the honest"
                            + " address; connections to forbidden ones: %d%n",
                    forms, calls, answers, names.asked(), honest.get(), connections.size() - 1);
            assertThat(forms).isGreaterThanOrEqualTo(60);
            assertThat(connections).containsExactly(CloudHost.HOST);
            assertThat(answers.keySet()).allMatch(status -> status < 500 || status == 502);
            assertThat(names.asked()).isPositive();
            assertThat(get("/status")).isEqualTo(200);
        }
    }

    /** @return how many forms */
    private int nameAll() throws Exception {
        for (String host : HOST_FORMS) {
            name("http://" + host + ":80");
            register("http://" + CloudHost.TEST + ":9", host + ":80");
        }
        for (String url : URL_FORMS) {
            name(url);
        }
        for (int status : REDIRECTS) {
            name("http://" + CloudHost.TEST + ":" + (8000 + status));
        }
        for (int i = 0; i < 20; i++) {
            name("http://rebind" + i + ".rebind.test:80");
            name("http://rebind.test:80");
        }
        return HOST_FORMS.size() + URL_FORMS.size() + REDIRECTS.length;
    }

    private void name(String url) throws Exception {
        post("/peers", JSON.writeValueAsString(Map.of("url", url)));
        register(url, CloudHost.TEST + ":9");
    }

    private void register(String url, String grpc) throws Exception {
        Map<String, Object> peer = Map.of("id", ID, "name", "x", "url", url, "grpc", grpc);
        post("/register", JSON.writeValueAsString(Map.of("peer", peer, "protocol", 1)));
    }

    private void post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + CloudHost.HOST + ":8001" + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = PeerProcess.HTTP
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        calls++;
        answers.merge(status, 1, Integer::sum);
    }

    private static int get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + CloudHost.HOST + ":8001" + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return PeerProcess.HTTP
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** At the test's own address, which the peer may dial. */
    private void serveRedirects() throws IOException {
        for (int status : REDIRECTS) {
            serve(8000 + status, status);
        }
        serve(80, 302);
    }

    private void serve(int port, int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(CloudHost.TEST, port), 0);
        servers.add(server);
        server.createContext("/", exchange -> {
            honest.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254:80/latest/meta-data");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    private Path config() throws IOException {
        Files.createDirectories(dir.resolve("share"));
        return Files.writeString(
                dir.resolve("peer.json"), """
                { "peer": { "name": "cloud", "self_url": "http://%s:8001", "self_grpc": "%s:50051", "rest_port": 8001,
                  "grpc_port": 50051, "bind_address": "0.0.0.0", "access": "open", "shared_dir": "%s" } }
                """.formatted(CloudHost.HOST, CloudHost.HOST, dir.resolve("share")));
    }

    private static List<String> heard(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.equals("listening"))
                .toList();
    }
}
