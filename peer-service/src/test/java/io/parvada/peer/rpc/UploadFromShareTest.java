package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.parvada.peer.grpc.TestServer;
import io.parvada.peer.transfers.UnreadableFile;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads of what the share has, or should have, under another name. */
class UploadFromShareTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path home;

    private ServingPeer peer;
    private UnreadableFile unreadable;

    @BeforeEach
    void start() throws Exception {
        peer = ServingPeer.in(home);
    }

    @AfterEach
    void stop() throws Exception {
        if (unreadable != null) {
            unreadable.restore();
        }
        peer.close();
    }

    @Test
    void aTwinThatCannotBeReadIsTakenFromTheSenderInstead() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB + 5, 4);
        peer.shared("first.bin", bytes);
        unreadable = UnreadableFile.at(peer.share.resolve("first.bin"));
        assertThat(new Sender(peer, "second.bin", bytes).upload().getReceivedBytes())
                .isEqualTo(bytes.length);
        assertThat(peer.share.resolve("second.bin")).hasBinaryContent(bytes);
        assertThat(peer.transfers.permits.active()).isZero();
    }

    @Test
    void aCopyForASenderWhoHasGoneEndsAndFreesItsPermit() throws Exception {
        byte[] bytes = ServingPeer.random(3 * MIB + 5, 4);
        peer.shared("first.bin", bytes);
        try (TestServer gone = new TestServer()) {
            gone.serve(() -> ServerInterceptors.intercept(peer.service, new CallerHasGone()));
            OpenUploadRequest request = OpenUploadRequest.newBuilder()
                    .setName("second.bin")
                    .setContent(ProtoValues.content(ServingPeer.content(bytes)))
                    .build();
            PeerException end = Failures.of(
                    () -> FileTransferGrpc.newBlockingStub(gone.channel()).openUpload(request));
            assertThat(end.reason()).isEqualTo(Reason.CANCELLED);
        }
        assertThat(peer.share.resolve("second.bin")).doesNotExist();
        assertThat(peer.transfers.permits.active()).isZero();
        assertThat(new Sender(peer, "second.bin", bytes).open().getAlreadyPresent())
                .isTrue();
    }

    /** Calls whose context is cancelled, as it is when the caller breaks the call off, before they begin. */
    private static final class CallerHasGone implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Context.CancellableContext context = Context.current().withCancellation();
            context.cancel(null);
            return Contexts.interceptCall(context, call, headers, next);
        }
    }
}
