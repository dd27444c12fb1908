package io.parvada.transfer.wire;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.ByteRange;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.Block;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Upload;
import io.parvada.transfer.storage.StagedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A peer that takes one upload at a time into a directory, on a real server. Well-behaved as it is; subclasses break by
 * overriding.
 */
class Receiver extends FileTransferGrpc.FileTransferImplBase implements AutoCloseable {

    static final String ID = "u-1";

    final Path directory;
    final TestServer server;
    final List<OpenUploadRequest> opened = new CopyOnWriteArrayList<>();
    volatile long takenBytes;
    private StagedFile staged;
    private Upload upload;

    Receiver(Path directory) {
        this.directory = directory;
        this.server = new TestServer(this);
    }

    /** Before each part is taken. */
    void part(long offset, ByteString data) throws InterruptedException {}

    UploadState answerOpen(OpenUploadRequest request) {
        opened.add(request);
        if (Files.exists(directory.resolve(request.getName()))) {
            return UploadState.newBuilder().setAlreadyPresent(true).build();
        }
        letGo();
        staged = StagedFile.at(
                directory.resolve("." + request.getName() + ".part"), Messages.content(request.getContent()));
        upload = new Upload(staged);
        return state();
    }

    @Override
    public final synchronized void openUpload(OpenUploadRequest request, StreamObserver<UploadState> to) {
        try {
            UploadState state = answerOpen(request);
            to.onNext(state);
            to.onCompleted();
        } catch (PeerException e) {
            to.onError(StatusCodec.encode(e));
        }
    }

    @Override
    public final StreamObserver<HashChunk> putHashes(StreamObserver<UploadState> to) {
        return new Call<>(to) {
            @Override
            void take(HashChunk chunk) {
                upload.hashes((int) chunk.getIndex(), chunk.getHashes().asReadOnlyByteBuffer());
            }

            @Override
            UploadState answer() {
                upload.hashesDone();
                return state();
            }
        };
    }

    @Override
    public final StreamObserver<UploadChunk> upload(StreamObserver<UploadReceipt> to) {
        return new Call<>(to) {
            @Override
            void take(UploadChunk chunk) throws InterruptedException {
                part(chunk.getOffset(), chunk.getData());
                upload.bytes(chunk.getOffset(), Block.of(chunk.getData().asReadOnlyByteBuffer()));
                takenBytes += chunk.getData().size();
            }

            @Override
            UploadReceipt answer() {
                if (!upload.complete()) {
                    throw new PeerException(Reason.INVALID_REQUEST, "bytes are missing");
                }
                String name = opened.get(opened.size() - 1).getName();
                staged.commitTo(directory.resolve(name), false);
                return UploadReceipt.newBuilder().setName(name).build();
            }
        };
    }

    private UploadState state() {
        UploadState.Builder state = UploadState.newBuilder().setUploadId(ID).setHashesNeeded(upload.hashesNeeded());
        upload.missing()
                .forEach(m -> state.addMissing(
                        ByteRange.newBuilder().setOffset(m.offset()).setLength(m.length())));
        return state.build();
    }

    private void letGo() {
        if (staged != null) {
            staged.close();
        }
    }

    @Override
    public void close() {
        server.close();
        letGo();
    }

    private abstract class Call<Q, A> implements StreamObserver<Q> {
        private final StreamObserver<A> to;
        private boolean over;

        Call(StreamObserver<A> to) {
            this.to = to;
        }

        abstract void take(Q message) throws InterruptedException;

        abstract A answer();

        @Override
        public void onNext(Q message) {
            guarded(() -> take(message));
        }

        @Override
        public void onError(Throwable cut) {
            over = true;
        }

        @Override
        public void onCompleted() {
            guarded(() -> {
                to.onNext(answer());
                to.onCompleted();
            });
        }

        private void guarded(Step step) {
            synchronized (Receiver.this) {
                if (over) {
                    return;
                }
                try {
                    step.run();
                } catch (PeerException e) {
                    over = true;
                    to.onError(StatusCodec.encode(e));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }
}
