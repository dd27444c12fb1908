package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.parvada.peer.Machine;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.FileTransferGrpc.FileTransferBlockingStub;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access {@code open}, as a caller meets it who is not on loopback. */
class CallerFromElsewhereTest {

    @TempDir
    private Path home;

    private ServingPeer peer;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        InetAddress elsewhere = Machine.notLoopback();
        peer = ServingPeer.in(home);
        channel = peer.server.newChannel(elsewhere);
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            channel.shutdownNow();
            peer.close();
        }
    }

    @Test
    void overwritingIsForbiddenAndStoringUnderANewNameIsNot() {
        byte[] kept = ServingPeer.random(100, 1);
        peer.shared("kept.bin", kept);
        FileTransferBlockingStub stub = FileTransferGrpc.newBlockingStub(channel);
        OpenUploadRequest request = OpenUploadRequest.newBuilder()
                .setName("kept.bin")
                .setContent(ProtoValues.content(ServingPeer.content(ServingPeer.random(100, 2))))
                .setOverwrite(true)
                .build();

        Throwable refused = catchThrowable(() -> stub.openUpload(request));
        assertThat(StatusCodec.decode(refused, "the peer").reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(Status.fromThrowable(refused).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(peer.share.resolve("kept.bin")).hasBinaryContent(kept);
        assertThat(stub.openUpload(request.toBuilder()
                                .setName("new.bin")
                                .setOverwrite(false)
                                .build())
                        .getUploadId())
                .isNotEmpty();
    }
}
