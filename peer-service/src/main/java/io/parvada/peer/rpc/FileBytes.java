package io.parvada.peer.rpc;

import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.wire.FileChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** A range of a shared file as messages of a download; owns the open file and the permit. */
final class FileBytes implements Outflow.Source<FileChunk> {

    static final int MESSAGE_BYTES = 512 * 1024;

    // One buffer a thread, not one a call: a thousand readers that stand still hold none. It may be used again for the
    // next message because grpc-java has copied a message into Netty's buffers when onNext returns (MessageFramer).
    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[MESSAGE_BYTES]);

    private final OpenFile file;
    private final Permits.Permit permit;
    private final Function<FileName, PeerException> changed;
    private long offset;
    private long left;

    FileBytes(
            OpenFile file, long offset, long length, Permits.Permit permit, Function<FileName, PeerException> changed) {
        this.file = file;
        this.offset = offset;
        this.left = length;
        this.permit = permit;
        this.changed = changed;
    }

    @Override
    public FileChunk next() {
        if (left == 0) {
            if (file.changed()) {
                throw changed.apply(file.stat().name());
            }
            return null;
        }
        byte[] buffer = BUFFER.get();
        int length = (int) Math.min(buffer.length, left);
        read(ByteBuffer.wrap(buffer, 0, length));
        FileChunk chunk = new FileChunk("", offset, Block.of(ByteBuffer.wrap(buffer, 0, length)));
        offset += length;
        left -= length;
        return chunk;
    }

    @Override
    public int bytes(FileChunk message) {
        return message.data().remaining();
    }

    private void read(ByteBuffer into) {
        try {
            while (into.hasRemaining()) {
                if (file.channel().read(into, offset + into.position()) < 0) {
                    throw changed.apply(file.stat().name());
                }
            }
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, "'" + file.stat().name() + "' could not be read", e);
        }
    }

    @Override
    public void close() {
        file.close();
        permit.close();
    }
}
