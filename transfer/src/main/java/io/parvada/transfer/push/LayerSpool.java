package io.parvada.transfer.push;

import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the layer between hashing and sending: 32 bytes a MiB of the file, in memory up to 1 MiB (files of 32 GiB), in a
 * temporary file beyond. One thread; the maker closes it.
 */
final class LayerSpool implements AutoCloseable {

    private static final long MEMORY_BYTES = 1024 * 1024;
    private static final int WRITE_BYTES = 64 * 1024;

    private final long capacity;
    private final FileChannel spill;
    private final ByteBuffer buffer;
    private long size;

    LayerSpool(int pieces) {
        this(pieces, MEMORY_BYTES);
    }

    LayerSpool(int pieces, long memoryBytes) {
        this.capacity = (long) pieces * Sha256.BYTES;
        boolean inMemory = capacity <= memoryBytes;
        this.spill = inMemory ? null : temporary();
        this.buffer = ByteBuffer.allocate(inMemory ? (int) capacity : WRITE_BYTES);
    }

    /** The hash of the next piece, of at most as many as were announced. */
    void add(Sha256 hash) {
        if (!buffer.hasRemaining()) {
            flush();
        }
        hash.writeTo(buffer);
        size += Sha256.BYTES;
    }

    /** The whole layer from its first hash; positions are indices of hashes. Call after the last piece. */
    UploadTarget.Feed feed() {
        if (spill != null) {
            flush();
        }
        return new UploadTarget.Feed() {
            private long at;

            @Override
            public long fill(ByteBuffer into) {
                if (at == size) {
                    return -1;
                }
                long first = at / Sha256.BYTES;
                int whole = into.remaining() - into.remaining() % Sha256.BYTES;
                int n = (int) Math.min(whole, size - at);
                read(at, into.slice(into.position(), n));
                into.position(into.position() + n);
                at += n;
                return first;
            }
        };
    }

    @Override
    public void close() {
        if (spill != null) {
            try {
                spill.close();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    private void read(long at, ByteBuffer into) {
        if (spill == null) {
            into.put(buffer.duplicate().position((int) at).limit((int) at + into.remaining()));
            return;
        }
        try {
            while (into.hasRemaining()) {
                if (spill.read(into, at + into.position()) < 0) {
                    throw new PeerException(Reason.STORAGE_FAILURE, "the temporary file of hashes was cut");
                }
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void flush() {
        try {
            buffer.flip();
            while (buffer.hasRemaining()) {
                spill.write(buffer);
            }
            buffer.clear();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static FileChannel temporary() {
        try {
            Path file = Files.createTempFile("parvada-layer", null);
            return FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static PeerException failure(IOException e) {
        return new PeerException(Reason.STORAGE_FAILURE, "the hashes could not be kept in a temporary file", e);
    }
}
