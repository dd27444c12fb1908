package io.parvada.peer.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import io.grpc.ServerMethodDefinition;
import io.parvada.peer.ClusterMember;
import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.identity.Self;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** S8: all that is mapped, REST and gRPC, asked with everything that is no right credential. */
class EveryEndpointTest {

    private record Endpoint(String method, String path) {}

    /** Served by resource handlers, which no mapping lists. */
    private static final List<Endpoint> RESOURCES =
            List.of(new Endpoint("GET", "/swagger-ui/index.html"), new Endpoint("GET", "/no/such/route"));

    @TempDir
    static Path home;

    private static RunningPeer peer;
    private static String id;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final Set<String> letIn = new TreeSet<>();

    @BeforeAll
    static void start() {
        peer = RunningPeer.start(
                home.resolve("one"),
                "one",
                ClusterMember.settings(
                        home,
                        ClusterMember.SECRET,
                        "peer.directory.enabled=true",
                        "peer.directory.admin_password_file=" + ClusterMember.secretFile(home, "an admin's password")));
        id = peer.bean(Self.class).id().value();
    }

    @AfterAll
    static void stop() {
        peer.close();
    }

    @Test
    void eachMappedEndpointHasARowInTheTable() {
        assertThat(rest())
                .hasSizeGreaterThan(25)
                .allSatisfy(endpoint -> assertThat(Endpoints.isListed(endpoint.method(), endpoint.path()))
                        .as("%s", endpoint)
                        .isTrue());
        assertThat(grpc())
                .hasSizeGreaterThan(10)
                .allSatisfy(method -> assertThat(Endpoints.isListed("GRPC", method))
                        .as("%s", method)
                        .isTrue());
    }

    @Test
    void everyRouteRefusesEveryWrongToken() throws IOException {
        List<Endpoint> all = new ArrayList<>(rest());
        all.addAll(RESOURCES);
        for (Endpoint endpoint : all) {
            Scope needed = Endpoints.rest(endpoint.method(), endpoint.path()).orElse(null);
            for (WrongToken shown : WrongToken.values()) {
                if (needed != null) {
                    Map<String, String> headers = shown.headers(id, endpoint.method(), endpoint.path(), needed);
                    if (shown == WrongToken.REPLAYED) {
                        ask(endpoint, headers);
                    }
                    count(shown, endpoint.toString(), ask(endpoint, headers).status());
                }
            }
        }
        report("REST", all.size());
    }

    @Test
    void everyCallOfGrpcRefusesEveryWrongToken() throws Exception {
        try (BareCalls calls = new BareCalls(peer.grpcPort())) {
            for (String path : grpc()) {
                Scope needed = Endpoints.grpc(path.substring(1)).orElse(null);
                for (WrongToken shown : WrongToken.values()) {
                    if (needed != null) {
                        Map<String, String> headers = shown.headers(id, Claims.GRPC, path, needed);
                        if (shown == WrongToken.REPLAYED) {
                            calls.status(path, headers);
                        }
                        count(shown, path, calls.httpStatus(path, headers));
                    }
                }
            }
        }
        report("gRPC", grpc().size());
    }

    @Test
    void rightCredentialPassesWhereItsScopeIsEnough() throws Exception {
        ClusterMember member = new ClusterMember();
        for (String path : List.of("/status", "/files", "/peers", "/search?query=x", "/downloads", "/summary")) {
            assertThat(RawHttp.ask(
                                    peer.restPort(),
                                    "GET " + path + " HTTP/1.1",
                                    member.lines(id, "GET", path.replaceFirst("\\?.*", "")))
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(RawHttp.ask(
                                peer.restPort(),
                                "GET /actuator/prometheus HTTP/1.1",
                                member.lines(id, "GET", "/actuator/prometheus"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusalSaysWhatIsAskedFor() throws IOException {
        RawHttp.Answer none = RawHttp.ask(peer.restPort(), "GET /status HTTP/1.1");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(none.header("WWW-Authenticate")).isEqualTo("DPoP algs=\"ES256\"");
        assertThat(none.header("Parvada-Peer-Id")).isEqualTo(id);
        assertThat(none.text()).contains("\"reason\":\"UNAUTHENTICATED\"");

        ClusterMember reader = new ClusterMember(ClusterMember.SECRET, Clock.systemUTC(), Set.of(Scope.READ));
        RawHttp.Answer wrong =
                RawHttp.ask(peer.restPort(), "DELETE /files/x HTTP/1.1", reader.lines(id, "DELETE", "/files/x"));
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.text()).contains("\"reason\":\"FORBIDDEN\"", "this needs the scope admin");
    }

    private void count(WrongToken shown, String endpoint, int status) {
        counts.merge(shown + " " + status, 1, Integer::sum);
        if (status != 401 && status != 403) {
            letIn.add(shown + " at " + endpoint + ": " + status);
        }
    }

    private void report(String what, int endpoints) {
        System.out.println("S8 " + what + ": " + endpoints + " endpoints, refused by token and status " + counts
                + ", let in " + letIn.size());
        assertThat(letIn).isEmpty();
        assertThat(counts).hasSizeGreaterThanOrEqualTo(WrongToken.values().length);
    }

    private static RawHttp.Answer ask(Endpoint endpoint, Map<String, String> headers) throws IOException {
        List<String> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        lines.add("Content-Length: 0");
        return RawHttp.ask(
                peer.restPort(), endpoint.method() + " " + endpoint.path() + " HTTP/1.1", lines.toArray(String[]::new));
    }

    private static Set<Endpoint> rest() {
        Set<Endpoint> all = new LinkedHashSet<>();
        for (RequestMappingInfoHandlerMapping mapping : peer.beans(RequestMappingInfoHandlerMapping.class)) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                for (RequestMethod method : methods.isEmpty() ? EnumSet.of(RequestMethod.GET) : methods) {
                    info.getPatternValues().forEach(pattern -> all.add(new Endpoint(method.name(), path(pattern))));
                }
            }
        }
        return all;
    }

    private static String path(String pattern) {
        return pattern.replaceAll("\\{[^}]*}", "x").replace("**", "x").replace("*", "x");
    }

    /** With a leading slash. */
    private static Set<String> grpc() {
        Set<String> all = new TreeSet<>();
        for (BindableService service : peer.beans(BindableService.class)) {
            for (ServerMethodDefinition<?, ?> method : service.bindService().getMethods()) {
                all.add("/" + method.getMethodDescriptor().getFullMethodName());
            }
        }
        return all;
    }
}
