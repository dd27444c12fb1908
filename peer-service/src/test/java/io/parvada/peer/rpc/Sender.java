package io.parvada.peer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.ContentId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** An uploading client, message by message, so that a test can send what no honest client sends. */
final class Sender {

    private static final int MESSAGE = 256 * 1024;

    private final ServingPeer peer;
    final String name;
    final byte[] bytes;
    final ContentId content;

    Sender(ServingPeer peer, String name, byte[] bytes) {
        this.peer = peer;
        this.name = name;
        this.bytes = bytes;
        this.content = ServingPeer.content(bytes);
    }

    UploadState open() {
        return open(false);
    }

    UploadState open(boolean overwrite) {
        return peer.stub()
                .openUpload(OpenUploadRequest.newBuilder()
                        .setName(name)
                        .setContent(ProtoValues.content(content))
                        .setOverwrite(overwrite)
                        .build());
    }

    /** Open, with the hashes proven where they are needed. */
    UploadState ready() {
        UploadState state = open();
        return state.getHashesNeeded() ? hashes(state.getUploadId(), ServingPeer.layer(bytes)) : state;
    }

    UploadState hashes(String id, byte[] layer) {
        Call<HashChunk, UploadState> call = hashes();
        call.send(HashChunk.newBuilder()
                .setUploadId(id)
                .setHashes(ByteString.copyFrom(layer))
                .build());
        return call.end();
    }

    /** All that is missing, to the receipt. */
    UploadReceipt sendMissing(UploadState state) {
        Call<UploadChunk, UploadReceipt> call = bytes();
        call.send(chunk(state.getUploadId(), 0, 0));
        state.getMissingList().forEach(range -> {
            long end = range.getOffset() + range.getLength();
            for (long at = range.getOffset(); at < end; at += MESSAGE) {
                call.send(chunk(state.getUploadId(), at, (int) Math.min(MESSAGE, end - at)));
            }
        });
        return call.end();
    }

    UploadReceipt upload() {
        return sendMissing(ready());
    }

    Call<HashChunk, UploadState> hashes() {
        return call(peer.async()::putHashes);
    }

    Call<UploadChunk, UploadReceipt> bytes() {
        return call(peer.async()::upload);
    }

    UploadChunk chunk(String id, long offset, int length) {
        return UploadChunk.newBuilder()
                .setUploadId(id)
                .setOffset(offset)
                .setData(ByteString.copyFrom(bytes, (int) offset, length))
                .build();
    }

    private static <Q, A> Call<Q, A> call(Function<StreamObserver<A>, StreamObserver<Q>> method) {
        Call<Q, A> call = new Call<>();
        method.apply(call);
        return call;
    }

    /** One streaming call. */
    static final class Call<Q, A> implements ClientResponseObserver<Q, A> {
        private final CompletableFuture<A> answer = new CompletableFuture<>();
        private ClientCallStreamObserver<Q> requests;

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> stream) {
            requests = stream;
        }

        /** Does nothing once the peer has ended the call. */
        void send(Q message) {
            if (!answer.isDone()) {
                requests.onNext(message);
            }
        }

        /** What the peer answers. Fails with what it failed with. */
        A end() {
            if (!answer.isDone()) {
                requests.onCompleted();
            }
            return result();
        }

        A result() {
            try {
                return answer.join();
            } catch (CompletionException e) {
                throw (RuntimeException) e.getCause();
            }
        }

        /** As if the sender had gone. */
        void cut() {
            requests.cancel("gone", null);
        }

        @Override
        public void onNext(A value) {
            answer.complete(value);
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
