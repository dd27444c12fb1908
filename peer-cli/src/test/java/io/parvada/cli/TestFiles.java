package io.parvada.cli;

import com.google.protobuf.ByteString;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.DummyChunk;
import io.parvada.proto.v1.DummyDownloadRequest;
import io.parvada.proto.v1.DummyUploadSummary;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.wire.StatusCodec;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The gRPC service of a test peer, files in memory, with the faults that a test asks for. */
final class TestFiles extends FileTransferGrpc.FileTransferImplBase {

    private static final int CHUNK = 256 * 1024;
    private static final int DUMMY_CHUNK = 64 * 1024;

    final Map<String, SharedBytes> shared = new ConcurrentHashMap<>();
    /** So many Stats more are answered BUSY, as if the file were still being hashed. */
    final AtomicInteger hashingFor = new AtomicInteger();
    /** So many GETs or PUTs more are answered BUSY, with a place in line. */
    final AtomicInteger busyFor = new AtomicInteger();
    /** A download breaks off before this byte of the file; over HTTP once. */
    final AtomicInteger breaksAfter = new AtomicInteger(Integer.MAX_VALUE);
    /** The byte served wrongly, or -1. */
    final AtomicInteger flippedByte = new AtomicInteger(-1);

    /** What a Stat says that there is of each file; nothing said means all. */
    final List<ByteRange> available = new CopyOnWriteArrayList<>();

    final AtomicLong sentBytes = new AtomicLong();
    final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private OpenUploadRequest opened;

    /** The file's bytes as they are served. */
    byte[] served(SharedBytes file) {
        byte[] bytes = file.bytes().clone();
        if (flippedByte.get() >= 0) {
            bytes[flippedByte.get()] ^= 1;
        }
        return bytes;
    }

    @Override
    public void stat(FileRef request, StreamObserver<FileInfo> answer) {
        if (hashingFor.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            answer.onError(StatusCodec.encode(
                    PeerException.retryAfter(Reason.BUSY, "hashing, 40 % done", Duration.ofMillis(5))));
            return;
        }
        Optional<Map.Entry<String, SharedBytes>> found = find(request);
        if (found.isEmpty()) {
            answer.onError(StatusCodec.encode(new PeerException(Reason.FILE_NOT_FOUND, "no such file")));
            return;
        }
        SharedBytes file = found.get().getValue();
        answer.onNext(FileInfo.newBuilder()
                .setName(found.get().getKey())
                .setSize(file.size())
                .setRoot(ByteString.copyFrom(file.hashed().content().root().toBytes()))
                .addAllAvailable(available)
                .build());
        answer.onCompleted();
    }

    @Override
    public void getHashes(HashRequest request, StreamObserver<HashChunk> answer) {
        byte[] layer = find(FileRef.newBuilder()
                        .setContent(request.getContent())
                        .build())
                .orElseThrow()
                .getValue()
                .layer();
        answer.onNext(
                HashChunk.newBuilder().setHashes(ByteString.copyFrom(layer)).build());
        answer.onCompleted();
    }

    @Override
    public void download(DownloadRequest request, StreamObserver<DownloadChunk> answer) {
        byte[] bytes = served(find(request.getFile()).orElseThrow().getValue());
        int end = (int) (request.getLength() == 0 ? bytes.length : request.getOffset() + request.getLength());
        for (int at = (int) request.getOffset(); at < end; at += CHUNK) {
            int n = Math.min(CHUNK, end - at);
            if (at + n > breaksAfter.get()) {
                answer.onError(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
                return;
            }
            answer.onNext(DownloadChunk.newBuilder()
                    .setOffset(at)
                    .setData(ByteString.copyFrom(bytes, at, n))
                    .build());
            sentBytes.addAndGet(n);
        }
        answer.onCompleted();
    }

    @Override
    public void dummyDownload(DummyDownloadRequest request, StreamObserver<DummyChunk> answer) {
        for (long left = request.getBytes(); left > 0; left -= DUMMY_CHUNK) {
            byte[] data = new byte[(int) Math.min(DUMMY_CHUNK, left)];
            answer.onNext(
                    DummyChunk.newBuilder().setData(ByteString.copyFrom(data)).build());
        }
        answer.onCompleted();
    }

    @Override
    public StreamObserver<DummyChunk> dummyUpload(StreamObserver<DummyUploadSummary> answer) {
        DummyUploadSummary.Builder summary = DummyUploadSummary.newBuilder();
        return new Taking<>(answer) {
            @Override
            public void onNext(DummyChunk chunk) {
                summary.setChunks(summary.getChunks() + 1)
                        .setReceivedBytes(
                                summary.getReceivedBytes() + chunk.getData().size());
            }

            @Override
            DummyUploadSummary end() {
                return summary.build();
            }
        };
    }

    @Override
    public void openUpload(OpenUploadRequest request, StreamObserver<UploadState> answer) {
        opened = request;
        SharedBytes there = shared.get(request.getName());
        boolean same = there != null && content(there).equals(request.getContent());
        if (there != null && !same && !request.getOverwrite()) {
            answer.onError(StatusCodec.encode(new PeerException(Reason.ALREADY_EXISTS, request.getName() + " exists")));
            return;
        }
        UploadState.Builder state = UploadState.newBuilder().setUploadId("up").setAlreadyPresent(same);
        if (!same) {
            state.setHashesNeeded(request.getContent().getSize() > 1 << 20);
        }
        if (!same && request.getContent().getSize() > 0) {
            state.addMissingBuilder().setLength(request.getContent().getSize());
        }
        answer.onNext(state.build());
        answer.onCompleted();
    }

    @Override
    public StreamObserver<HashChunk> putHashes(StreamObserver<UploadState> answer) {
        return new Taking<>(answer) {
            @Override
            public void onNext(HashChunk chunk) {}

            @Override
            UploadState end() {
                UploadState.Builder state = UploadState.newBuilder().setUploadId("up");
                state.addMissingBuilder().setLength(opened.getContent().getSize());
                return state.build();
            }
        };
    }

    @Override
    public StreamObserver<UploadChunk> upload(StreamObserver<UploadReceipt> answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Taking<>(answer) {
            @Override
            public void onNext(UploadChunk chunk) {
                bytes.writeBytes(chunk.getData().toByteArray());
            }

            @Override
            UploadReceipt end() {
                SharedBytes file = SharedBytes.of(bytes.toByteArray());
                shared.put(opened.getName(), file);
                return UploadReceipt.newBuilder()
                        .setName(opened.getName())
                        .setContent(content(file))
                        .setReceivedBytes(file.size())
                        .build();
            }
        };
    }

    private Optional<Map.Entry<String, SharedBytes>> find(FileRef ref) {
        return shared.entrySet().stream()
                .filter(entry -> ref.hasName()
                        ? entry.getKey().equals(ref.getName())
                        : content(entry.getValue()).equals(ref.getContent()))
                .findFirst();
    }

    private static Content content(SharedBytes file) {
        return Content.newBuilder()
                .setSize(file.size())
                .setRoot(ByteString.copyFrom(file.hashed().content().root().toBytes()))
                .build();
    }

    /** Answers once the caller has sent all. */
    private abstract static class Taking<Q, A> implements StreamObserver<Q> {

        private final StreamObserver<A> answer;

        Taking(StreamObserver<A> answer) {
            this.answer = answer;
        }

        abstract A end();

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
            answer.onNext(end());
            answer.onCompleted();
        }
    }

    /** Says in headers, or in trailers that stand alone, who answers; keeps the tokens that came. */
    record IdHeader(String id, Set<String> tokens) implements ServerInterceptor {

        private static final Metadata.Key<String> KEY =
                Metadata.Key.of(PeerChannel.PEER_ID_HEADER, Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String token = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
            if (token != null) {
                tokens.add(token);
            }
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata answer) {
                            answer.put(KEY, id);
                            super.sendHeaders(answer);
                        }

                        @Override
                        public void close(Status status, Metadata trailers) {
                            trailers.put(KEY, id);
                            super.close(status, trailers);
                        }
                    },
                    headers);
        }
    }
}
