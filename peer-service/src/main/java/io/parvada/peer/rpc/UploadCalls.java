package io.parvada.peer.rpc;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.grpc.Caller;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.peer.transfers.OpenUpload;
import io.parvada.peer.transfers.Stored;
import io.parvada.peer.transfers.Uploads;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.wire.FileChunk;
import java.util.Optional;

/**
 * Files that come in: OpenUpload, then PutHashes where the file has several pieces, then Upload. The end of a call by
 * anything but success closes the upload at once; its proven pieces stay for whoever opens the same content again.
 */
final class UploadCalls {

    private static final int MAX_HASH_BYTES = 512 * 1024;

    private final Uploads uploads;
    private final AccessPolicy access;
    private final Streams streams;

    UploadCalls(Uploads uploads, AccessPolicy access, Streams streams) {
        this.uploads = uploads;
        this.access = access;
        this.streams = streams;
    }

    /** @throws io.parvada.transfer.error.PeerException those of {@link Uploads#open}; FORBIDDEN, UNAUTHENTICATED */
    void open(OpenUploadRequest request, StreamObserver<UploadState> receiver) {
        FileName name = new FileName(request.getName());
        if (request.getOverwrite()) {
            access.requireAdmin(Caller.current().asker(), "overwriting a file");
        }
        Context call = Context.current();
        Optional<OpenUpload> upload = uploads.open(
                Caller.current().address(),
                name,
                ProtoValues.content(request.getContent()),
                request.getOverwrite(),
                () -> !call.isCancelled());
        receiver.onNext(upload.map(ProtoValues::state)
                .orElseGet(
                        () -> UploadState.newBuilder().setAlreadyPresent(true).build()));
        receiver.onCompleted();
    }

    StreamObserver<HashChunk> hashes(StreamObserver<UploadState> receiver) {
        return new Hashes(receiver);
    }

    StreamObserver<FileChunk> bytes(StreamObserver<UploadReceipt> receiver) {
        return new Bytes(receiver);
    }

    /** A call that belongs to the upload that its first message names. */
    private abstract class Call<Q, A> extends Inflow<Q, A> {
        OpenUpload upload;

        Call(StreamObserver<A> receiver) {
            super(receiver, streams);
        }

        final void belongsTo(String uploadId) {
            if (upload == null) {
                if (uploadId.isEmpty()) {
                    throw ProtoValues.invalid("the first message has the upload_id");
                }
                upload = uploads.take(uploadId);
            } else if (!uploadId.isEmpty() && !uploadId.equals(upload.id())) {
                throw ProtoValues.invalid("a call feeds one upload");
            }
        }

        @Override
        final A answer() {
            if (upload == null) {
                throw ProtoValues.invalid("the call had no message");
            }
            return answer(upload);
        }

        abstract A answer(OpenUpload taken);

        @Override
        final void ended(boolean answered) {
            if (upload != null && answered) {
                upload.release();
            } else if (upload != null) {
                upload.close();
            }
        }
    }

    private final class Hashes extends Call<HashChunk, UploadState> {
        Hashes(StreamObserver<UploadState> receiver) {
            super(receiver);
        }

        @Override
        int take(HashChunk chunk) {
            belongsTo(chunk.getUploadId());
            int size = chunk.getHashes().size();
            if (size % Sha256.BYTES != 0 || size > MAX_HASH_BYTES) {
                throw ProtoValues.invalid("hashes come as a multiple of 32 bytes, at most " + MAX_HASH_BYTES);
            }
            upload.hashes(ProtoValues.index(chunk.getIndex()), chunk.getHashes().asReadOnlyByteBuffer());
            return size;
        }

        @Override
        UploadState answer(OpenUpload taken) {
            taken.hashesDone();
            return ProtoValues.state(taken);
        }
    }

    private final class Bytes extends Call<FileChunk, UploadReceipt> {
        private long received;

        Bytes(StreamObserver<UploadReceipt> receiver) {
            super(receiver);
        }

        @Override
        int take(FileChunk chunk) {
            int size = chunk.data().remaining();
            boolean handedOver = false;
            try {
                belongsTo(chunk.uploadId());
                if (size > Pieces.PIECE_BYTES) {
                    throw ProtoValues.invalid("a message has at most 1 MiB of data, not " + size + " bytes");
                }
                handedOver = true;
                upload.bytes(chunk.offset(), chunk.data());
                received += size;
                return size;
            } finally {
                if (!handedOver) {
                    chunk.close();
                }
            }
        }

        @Override
        UploadReceipt answer(OpenUpload taken) {
            Stored stored = taken.commit();
            return UploadReceipt.newBuilder()
                    .setName(stored.entry().name().value())
                    .setContent(ProtoValues.content(taken.content()))
                    .setReceivedBytes(received)
                    .build();
        }
    }
}
