package io.parvada.peer.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.parvada.proto.v1.FileTransferGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    @Test
    void oneConnectionTooManyIsClosedAndOneThatEndsMakesRoom() throws Exception {
        try (TestServer server = new TestServer(1).serve(nothing())) {
            assertThat(health(server.channel())).isEqualTo(ServingStatus.SERVING);
            ManagedChannel second = server.newChannel();
            assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> health(second)))
                    .isNotNull();

            server.channel().shutdownNow();
            await().ignoreExceptions().until(() -> health(second) == ServingStatus.SERVING);
            second.shutdownNow();
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (TestServer server = new TestServer().serve(nothing());
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            silent.setSoTimeout(30_000);
            assertThat(readToTheEnd(silent.getInputStream())).isTrue();
        }
    }

    private static boolean readToTheEnd(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        return true;
    }

    private static ServingStatus health(ManagedChannel channel) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    private static BindableService nothing() {
        FileTransferGrpc.AsyncService service = new FileTransferGrpc.AsyncService() {};
        return () -> FileTransferGrpc.bindService(service);
    }
}
