package io.parvada.peer.metalink;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.PieceHasher;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Reads a shared file once for the digests of its pieces. Each MiB counts only when it proves against the file's root. */
final class PieceReader {

    private static final int LAYER_AT_ONCE = 1_024;

    private final SharedFolder folder;
    private final Catalog catalog;
    private final BooleanSupplier stopped;
    private final PieceHasher proof = new PieceHasher();

    /** @param stopped asked for each MiB */
    PieceReader(SharedFolder folder, Catalog catalog, BooleanSupplier stopped) {
        this.folder = folder;
        this.catalog = catalog;
        this.stopped = stopped;
    }

    /**
     * @param file of more than one piece, its root known
     * @throws PeerException CORRUPT_SOURCE if the bytes are not what the root says, CANCELLED when stopped, or as the disk
     *     fails
     */
    PieceDigests read(CatalogEntry file) {
        Pieces pieces = new Pieces(file.sizeBytes());
        long length = PieceDigests.lengthFor(file.sizeBytes(), Pieces.PIECE_BYTES);
        MessageDigest digest = sha256();
        List<Sha256> digests = new ArrayList<>();
        ByteBuffer piece = ByteBuffer.allocate(Pieces.PIECE_BYTES);
        ByteBuffer layer = ByteBuffer.allocate(0);
        try (OpenFile open = folder.read(file.name())) {
            for (int i = 0; i < pieces.count(); i++) {
                if (!layer.hasRemaining()) {
                    layer = layer(file, i, pieces.count());
                }
                fill(open, pieces, i, piece);
                prove(file, piece, Sha256.read(layer));
                digest.update(piece);
                if ((i + 1L) * Pieces.PIECE_BYTES % length == 0 || i + 1 == pieces.count()) {
                    digests.add(Sha256.ofBytes(digest.digest()));
                }
            }
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, "could not read " + file.name(), e);
        }
        return new PieceDigests(length, digests);
    }

    private ByteBuffer layer(CatalogEntry file, int first, int count) {
        ContentId content = new ContentId(file.sizeBytes(), file.root());
        return ByteBuffer.wrap(catalog.layer(content, first, Math.min(LAYER_AT_ONCE, count - first)));
    }

    private void fill(OpenFile open, Pieces pieces, int index, ByteBuffer piece) throws IOException {
        if (stopped.getAsBoolean()) {
            throw new PeerException(Reason.CANCELLED, "this peer stops");
        }
        piece.clear().limit(pieces.length(index));
        while (piece.hasRemaining()) {
            if (open.channel().read(piece, pieces.offset(index) + piece.position()) < 0) {
                throw changed(open.stat().name());
            }
        }
        piece.flip();
    }

    private void prove(CatalogEntry file, ByteBuffer piece, Sha256 expected) {
        proof.update(piece);
        if (!proof.finish(Pieces.PIECE_HEIGHT).equals(expected)) {
            catalog.suspect(file.name());
            throw changed(file.name());
        }
    }

    private static PeerException changed(Object name) {
        return new PeerException(Reason.CORRUPT_SOURCE, name + " is not what was indexed");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
