package io.parvada.cli.echo;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.parvada.cli.output.Progress;
import io.parvada.proto.v1.DummyChunk;
import io.parvada.proto.v1.DummyUploadSummary;
import java.util.concurrent.CompletableFuture;

/**
 * Offers an exact number of bytes, the same chunk again and again, only while the channel can take more. Runs on the
 * channel's event loop, one callback at a time.
 */
final class GeneratedBytes implements ClientResponseObserver<DummyChunk, DummyUploadSummary> {

    private static final int CHUNK_BYTES = 256 * 1024;

    private final CompletableFuture<DummyUploadSummary> summary = new CompletableFuture<>();
    private final ByteString chunk = ByteString.copyFrom(new byte[CHUNK_BYTES]);
    private final String filename;
    private final long total;
    private final Progress progress;
    private volatile ClientCallStreamObserver<DummyChunk> call;
    private long sent;
    private boolean named;
    private boolean ended;

    GeneratedBytes(String filename, long total, Progress progress) {
        this.filename = filename;
        this.total = total;
        this.progress = progress;
    }

    /** What the receiver counted; fails with the call's status. */
    CompletableFuture<DummyUploadSummary> summary() {
        return summary;
    }

    void cancel() {
        call.cancel("interrupted", null);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<DummyChunk> call) {
        this.call = call;
        progress.update(0, total);
        call.setOnReadyHandler(this::offer);
    }

    @Override
    public void onNext(DummyUploadSummary value) {
        summary.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
        summary.completeExceptionally(failure);
    }

    /** An end without a summary is a failure; after one this changes nothing. */
    @Override
    public void onCompleted() {
        summary.completeExceptionally(
                io.grpc.Status.INTERNAL.withDescription("no summary came").asRuntimeException());
    }

    private void offer() {
        while (call.isReady() && !ended) {
            int n = (int) Math.min(CHUNK_BYTES, total - sent);
            if (n == 0 && named) {
                ended = true;
                call.onCompleted();
                return;
            }
            DummyChunk.Builder message =
                    DummyChunk.newBuilder().setData(n == CHUNK_BYTES ? chunk : chunk.substring(0, n));
            call.onNext(named ? message.build() : message.setFilename(filename).build());
            named = true;
            sent += n;
            progress.update(sent, total);
        }
    }
}
