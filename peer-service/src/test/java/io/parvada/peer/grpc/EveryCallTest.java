package io.parvada.peer.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every call meets, whatever the service does: the mapping of failures, the id of the peer, the limits. */
class EveryCallTest {

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPeerExceptionKeepsItsReasonAndSentence() throws Exception {
        PeerException told = failure(receiver -> {
            throw new PeerException(Reason.INVALID_RANGE, "not so far");
        });
        assertThat(told.reason()).isEqualTo(Reason.INVALID_RANGE);
        assertThat(told.detail()).isEqualTo("not so far");
    }

    @Test
    void aFailureThatIsHandedOnIsMappedToo() throws Exception {
        PeerException told = failure(receiver -> receiver.onError(new PeerException(Reason.STORAGE_FULL, "no room")));
        assertThat(told.reason()).isEqualTo(Reason.STORAGE_FULL);
    }

    @Test
    void whatIsOurOwnFaultIsWithheld() throws Exception {
        PeerException unknown = failure(receiver -> {
            throw new IllegalStateException("secret");
        });
        assertThat(unknown.reason()).isEqualTo(Reason.INTERNAL);
        assertThat(unknown.detail()).doesNotContain("secret");
    }

    @Test
    void aDiskFailureKeepsItsReasonButNotItsDetail() throws Exception {
        PeerException told = failure(receiver -> {
            throw new PeerException(Reason.STORAGE_FAILURE, "/home/secret/file: EIO");
        });
        assertThat(told.reason()).isEqualTo(Reason.STORAGE_FAILURE);
        assertThat(told.detail()).doesNotContain("secret");
    }

    @Test
    void aRequestThatIsNoProtobufIsTheCallersFault() throws Exception {
        serve(receiver -> {});
        assertThat(raw(new byte[] {-1, -1, -1}).reason()).isEqualTo(Reason.INVALID_REQUEST);
    }

    @Test
    void aCallWithNoMessageOrOneTooManyIsTheCallersFault() throws Exception {
        serve(receiver -> {});
        assertThat(raw().reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(raw(new byte[0], new byte[0]).reason()).isIn(Reason.INVALID_REQUEST, Reason.CANCELLED);
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndIsNoInternalError() throws Exception {
        serve(receiver -> {});
        PeerException told = raw(new byte[ServerLimits.MESSAGE_BYTES + 1]);
        assertThat(told.reason()).isIn(Reason.BUSY, Reason.CANCELLED);
    }

    @Test
    void headersOverTheLimitAreRefused() throws Exception {
        serve(receiver -> {});
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("x-long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(ServerLimits.METADATA_BYTES));
        var stub = FileTransferGrpc.newBlockingStub(
                ClientInterceptors.intercept(server.channel(), MetadataUtils.newAttachHeadersInterceptor(metadata)));
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> stub.stat(FileRef.getDefaultInstance())))
                .isNotNull();
    }

    @Test
    void everyAnswerSaysWhichPeerAnswered() throws Exception {
        serve(receiver -> {
            receiver.onNext(FileInfo.getDefaultInstance());
            receiver.onCompleted();
        });
        assertThat(headersOf(
                        channel -> FileTransferGrpc.newBlockingStub(channel).stat(FileRef.getDefaultInstance())))
                .isEqualTo(TestServer.PEER_ID);
        assertThat(headersOf(
                        channel -> HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance())))
                .isEqualTo(TestServer.PEER_ID);
    }

    @Test
    void aFailureSaysItInItsTrailers() throws Exception {
        serve(receiver -> {
            throw new PeerException(Reason.FILE_NOT_FOUND, "no");
        });
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> FileTransferGrpc.newBlockingStub(server.channel()).stat(FileRef.getDefaultInstance()));
        assertThat(failure.getTrailers().get(PeerIdHeader.KEY)).isEqualTo(TestServer.PEER_ID);
    }

    @Test
    void callsAreCountedWithTheStatusThatTheCallerSaw() throws Exception {
        failure(receiver -> {
            throw new PeerException(Reason.FILE_NOT_FOUND, "no");
        });
        await().until(() -> server.meters
                        .find("grpc.server.processing.duration")
                        .tag("statusCode", "NOT_FOUND")
                        .timer()
                != null);
    }

    private PeerException failure(Consumer<StreamObserver<FileInfo>> stat) throws IOException {
        serve(stat);
        return StatusCodec.decode(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> FileTransferGrpc.newBlockingStub(server.channel()).stat(FileRef.getDefaultInstance())),
                "the peer");
    }

    private void serve(Consumer<StreamObserver<FileInfo>> stat) throws IOException {
        FileTransferGrpc.AsyncService service = new FileTransferGrpc.AsyncService() {
            @Override
            public void stat(FileRef request, StreamObserver<FileInfo> receiver) {
                stat.accept(receiver);
            }
        };
        BindableService bindable = () -> new Binding(FileTransferGrpc.getServiceDescriptor())
                .answering(FileTransferGrpc.getStatMethod(), service::stat)
                .build();
        server.serve(bindable);
    }

    /** Calls Stat with these bytes as its messages. */
    private PeerException raw(byte[]... messages) throws Exception {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(FileTransferGrpc.getStatMethod().getFullMethodName())
                .build();
        ClientCall<byte[], byte[]> call = server.channel().newCall(method, CallOptions.DEFAULT);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        StreamObserver<byte[]> sender = ClientCalls.asyncBidiStreamingCall(call, new StreamObserver<>() {
            @Override
            public void onNext(byte[] value) {}

            @Override
            public void onError(Throwable t) {
                failure.complete(t);
            }

            @Override
            public void onCompleted() {
                failure.complete(Status.OK.asRuntimeException());
            }
        });
        for (byte[] message : messages) {
            sender.onNext(message);
        }
        sender.onCompleted();
        return StatusCodec.decode(failure.get(), "the peer");
    }

    private String headersOf(Consumer<Channel> call) {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        call.accept(ClientInterceptors.intercept(
                server.channel(), MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>())));
        return headers.get().get(PeerIdHeader.KEY);
    }
}
