package io.parvada.transfer.parts;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.LayerFold;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.disk.DiskFile;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The piece hashes of one content on their way in, 32 bytes a piece, in a file: 1 TiB has 32 MiB of them. They may be
 * read as proof once they fold into the root. Never synced, as a layer found on disk is folded again. Thread-safe.
 */
public final class LayerFile implements Closeable {

    private static final int BATCH = 4096;

    private final DiskFile file;
    private final ContentId content;
    private LayerFold fold; // guarded by this
    private volatile boolean proven;

    LayerFile(DiskFile file, ContentId content) {
        this.file = file;
        this.content = content;
        this.fold = new LayerFold(content);
        this.proven = !content.pieces().hasLayer();
    }

    /** Believes what the file holds if it is a whole layer that proves. */
    synchronized void resume() throws IOException {
        int count = content.pieces().count();
        if (proven || file.size() != (long) count * Sha256.BYTES) {
            return;
        }
        try {
            for (int first = 0; first < count; first += BATCH) {
                ByteBuffer hashes = ByteBuffer.wrap(read(first, Math.min(BATCH, count - first)));
                while (hashes.hasRemaining()) {
                    fold.add(Sha256.read(hashes));
                }
            }
            fold.prove();
            proven = true;
        } catch (PeerException notTheLayer) {
            forget();
        }
    }

    public boolean proven() {
        return proven;
    }

    /** Whether a restart would have to ask for it again. */
    boolean worthKeeping() {
        return proven && content.pieces().hasLayer();
    }

    /** The next hashes; index 0 begins anew, and so does a failure; a proven layer is left alone. */
    public synchronized void add(int firstIndex, ByteBuffer hashes) throws IOException {
        if (proven) {
            return;
        }
        if (firstIndex == 0) {
            forget();
        }
        boolean taken = false;
        try {
            append(firstIndex, hashes);
            taken = true;
        } finally {
            if (!taken) {
                forget();
            }
        }
    }

    private void append(int firstIndex, ByteBuffer hashes) throws IOException {
        if (firstIndex != fold.count() || hashes.remaining() % Sha256.BYTES != 0) {
            throw new PeerException(
                    Reason.CORRUPT_SOURCE, "the layer of " + content + " goes on at hash " + fold.count());
        }
        ByteBuffer rest = hashes.duplicate();
        while (rest.hasRemaining()) {
            fold.add(Sha256.read(rest));
        }
        file.write(hashes, (long) firstIndex * Sha256.BYTES);
    }

    public synchronized void prove() throws IOException {
        if (proven) {
            return;
        }
        try {
            fold.prove();
            proven = true;
        } finally {
            if (!proven) {
                forget();
            }
        }
    }

    /** Of a piece; for a file without a layer the root. @throws PeerException INVALID_REQUEST before it is proven */
    public Sha256 hashOf(int piece) throws IOException {
        if (!content.pieces().hasLayer()) {
            content.pieces().offset(piece);
            return content.root();
        }
        if (!proven) {
            throw new PeerException(Reason.INVALID_REQUEST, "the layer of " + content + " is not proven yet");
        }
        content.pieces().offset(piece);
        return Sha256.ofBytes(read(piece, 1));
    }

    /** Concatenated. */
    public byte[] read(int first, int count) throws IOException {
        return file.read((long) first * Sha256.BYTES, Math.multiplyExact(count, Sha256.BYTES));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void forget() throws IOException {
        fold = new LayerFold(content);
        file.truncate(0);
    }
}
