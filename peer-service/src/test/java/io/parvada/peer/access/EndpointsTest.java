package io.parvada.peer.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.credential.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /status, READ",
        "HEAD, /files/a%2Fb, READ",
        "GET, /files, READ",
        "PUT, /files/x, WRITE",
        "DELETE, /files/x, ADMIN",
        "POST, /search, READ",
        "POST, /downloads, ADMIN",
        "GET, /downloads/1/events, READ",
        "GET, /actuator/prometheus, METRICS",
        "POST, /directory/accounts, ADMIN",
        "GET, /no/such/route, ADMIN",
        "OPTIONS, /files/x, ADMIN",
        "GET, /filesystem, ADMIN"
    })
    void eachAsksForItsScopeAndWhatIsInNoRowForAdmin(String method, String path, Scope scope) {
        assertThat(Endpoints.rest(method, path)).contains(scope);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /actuator/health",
        "HEAD, /actuator/health/liveness",
        "POST, /identity",
        "POST, /directory/login",
        "GET, /directory/jwks.json"
    })
    void fourAreForAnyone(String method, String path) {
        assertThat(Endpoints.rest(method, path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/../prometheus",
                "/actuator/health/%2e%2e/prometheus",
                "/actuator/health/.",
                "/actuator/health/..;/prometheus",
                "/actuator/health//",
                "/actuator/health;a=b",
                "/%61ctuator/health",
                "/actuator/health/a%2fb"
            })
    void pathThatCanBeReadInTwoWaysIsForNobodyWithoutACredential(String path) {
        assertThat(Endpoints.rest("GET", path)).isPresent();
    }

    @Test
    void callsOfGrpcAskForTheirScope() {
        assertThat(Endpoints.grpc("grpc.health.v1.Health/Check")).isEmpty();
        assertThat(Endpoints.grpc("grpc.health.v1.Health/Watch")).isEmpty();
        assertThat(Endpoints.grpc("parvada.v1.FileTransfer/Download")).contains(Scope.READ);
        assertThat(Endpoints.grpc("parvada.v1.FileTransfer/Upload")).contains(Scope.WRITE);
        assertThat(Endpoints.grpc("grpc.reflection.v1.ServerReflection/ServerReflectionInfo"))
                .contains(Scope.READ);
        assertThat(Endpoints.grpc("another.Service/Method")).contains(Scope.ADMIN);
    }
}
