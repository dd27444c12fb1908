package io.parvada.peer.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.grpc.Caller;
import io.parvada.peer.transfers.Permits;
import io.parvada.proto.v1.DummyChunk;
import io.parvada.proto.v1.DummyDownloadRequest;
import io.parvada.proto.v1.DummyUploadSummary;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.function.LongSupplier;

/** The ECO services: they move bytes, open nothing and keep nothing, but count as transfers. */
final class DummyCalls {

    private static final int CHUNK_BYTES = 256 * 1024;
    // Never written to, so that every call may send the same one.
    private static final ByteString CHUNK = UnsafeByteOperations.unsafeWrap(pattern());

    private final Permits permits;
    private final LongSupplier maxBytes;
    private final Streams streams;

    DummyCalls(Permits permits, LongSupplier maxBytes, Streams streams) {
        this.permits = permits;
        this.maxBytes = maxBytes;
        this.streams = streams;
    }

    /** Exactly the bytes asked for. @throws PeerException INVALID_REQUEST beyond 2^63, TOO_LARGE, BUSY */
    void download(DummyDownloadRequest request, StreamObserver<DummyChunk> receiver) {
        if (request.getBytes() < 0) {
            throw ProtoValues.invalid("no one sends " + Long.toUnsignedString(request.getBytes()) + " bytes");
        }
        refuseTooLarge(request.getBytes());
        Outflow.start(
                receiver,
                new Generated(
                        request.getBytes(), permits.acquire(Caller.current().address(), "dummy download")),
                streams);
    }

    /** Counts; the summary comes when the sender ends. @throws PeerException TOO_LARGE, BUSY */
    StreamObserver<DummyChunk> upload(StreamObserver<DummyUploadSummary> receiver) {
        return new Counting(receiver, permits.acquire(Caller.current().address(), "dummy upload"));
    }

    private void refuseTooLarge(long bytes) {
        if (bytes > maxBytes.getAsLong()) {
            throw new PeerException(
                    Reason.TOO_LARGE, "a dummy transfer moves at most " + maxBytes.getAsLong() + " bytes here");
        }
    }

    private static byte[] pattern() {
        byte[] bytes = new byte[CHUNK_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static final class Generated implements Outflow.Source<DummyChunk> {
        private final Permits.Permit permit;
        private long left;

        Generated(long bytes, Permits.Permit permit) {
            this.left = bytes;
            this.permit = permit;
        }

        @Override
        public DummyChunk next(long mostBytes) {
            if (left == 0) {
                return null;
            }
            int length = (int) Math.min(Math.min(CHUNK_BYTES, mostBytes), left);
            left -= length;
            return DummyChunk.newBuilder().setData(CHUNK.substring(0, length)).build();
        }

        @Override
        public int bytes(DummyChunk message) {
            return message.getData().size();
        }

        @Override
        public void close() {
            permit.close();
        }
    }

    private final class Counting extends Inflow<DummyChunk, DummyUploadSummary> {
        private final Permits.Permit permit;
        private long bytes;
        private long chunks;

        Counting(StreamObserver<DummyUploadSummary> receiver, Permits.Permit permit) {
            super(receiver, streams);
            this.permit = permit;
        }

        @Override
        int take(DummyChunk chunk) {
            bytes += chunk.getData().size();
            chunks++;
            refuseTooLarge(bytes);
            return chunk.getData().size();
        }

        @Override
        DummyUploadSummary answer() {
            return DummyUploadSummary.newBuilder()
                    .setReceivedBytes(bytes)
                    .setChunks(chunks)
                    .build();
        }

        @Override
        void ended(boolean answered) {
            permit.close();
        }
    }
}
