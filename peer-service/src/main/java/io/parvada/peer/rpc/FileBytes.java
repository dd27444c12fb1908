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
import java.util.List;
import java.util.function.Function;

/** A range of a shared file as messages of a download; owns the open file and the permit. */
final class FileBytes implements Outflow.Source<FileChunk> {

    /** Inside the file. */
    record Range(long offset, long length) {}

    private final OpenFile file;
    private final ReadBuffers buffers;
    private final Permits.Permit permit;
    private final Function<FileName, PeerException> changed;
    private long offset;
    private long left;
    private boolean lookedAt;

    FileBytes(
            OpenFile file,
            Range range,
            ReadBuffers buffers,
            Permits.Permit permit,
            Function<FileName, PeerException> changed) {
        this.file = file;
        this.offset = range.offset();
        this.left = range.length();
        this.buffers = buffers;
        this.permit = permit;
        this.changed = changed;
    }

    @Override
    public FileChunk next(long mostBytes) {
        if (left == 0) {
            lookedAt = true;
            if (file.changed()) {
                throw changed.apply(file.stat().name());
            }
            return null;
        }
        int length = (int) Math.min(Math.min(ReadBuffers.BYTES, mostBytes), left);
        ByteBuffer buffer = buffers.take().limit(length);
        read(buffer);
        Block data = new Block(List.of(buffer.flip()), () -> buffers.giveBack(buffer));
        FileChunk chunk = new FileChunk("", offset, data);
        offset += length;
        left -= length;
        return chunk;
    }

    @Override
    public int bytes(FileChunk message) {
        return message.data().remaining();
    }

    @Override
    public void sent(FileChunk message) {
        message.close();
    }

    private void read(ByteBuffer into) {
        try {
            while (into.hasRemaining()) {
                if (file.channel().read(into, offset + into.position()) < 0) {
                    lookedAt = true;
                    throw changed.apply(file.stat().name());
                }
            }
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, "'" + file.stat().name() + "' could not be read", e);
        }
    }

    /** A reader that leaves before the end may have met a piece that does not prove: then the file is looked at. */
    @Override
    public void close() {
        try (permit;
                file) {
            if (!lookedAt && file.changed()) {
                changed.apply(file.stat().name());
            }
        }
    }
}
