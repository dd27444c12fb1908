package io.parvada.peer.transfers;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.storage.StagedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content that is shared here under another name, as a source: each piece is hashed on its way like one that another peer
 * sends, so a file that has changed on disk since it was indexed copies nothing wrong, and is indexed again. Thread-safe;
 * one buffer of 1 MiB a copy.
 */
final class LocalCopy {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCopy.class);

    /** Hashes a read of the layer: 256 KiB. */
    private static final int LAYER_BATCH = 8_192;

    private static final int MAX_NAMES = 4;

    private final SharedFolder folder;
    private final Catalog catalog;

    LocalCopy(SharedFolder folder, Catalog catalog) {
        this.folder = folder;
        this.catalog = catalog;
    }

    /**
     * Takes from the share what it has of this content and can be read; a file that cannot is hashed again.
     *
     * @param wanted asked before each piece; false ends the copy
     * @return whether the staged file is complete now
     * @throws PeerException STORAGE_FULL, STORAGE_FAILURE of the staging or the catalog; CANCELLED when the thread is
     *     interrupted
     */
    boolean into(StagedFile staged, BooleanSupplier wanted) {
        for (int names = 0; names < MAX_NAMES && !staged.complete() && wanted.getAsBoolean(); names++) {
            Optional<CatalogEntry> entry = catalog.find(staged.content());
            if (entry.isEmpty()) {
                break;
            }
            try (OpenFile file = source(entry.get().name())) {
                layer(staged);
                pieces(file, staged, wanted);
            } catch (PeerException e) {
                unlessOurs(e, entry.get().name());
            }
        }
        return staged.complete();
    }

    private void unlessOurs(PeerException e, FileName name) {
        if (e.reason() != Reason.CORRUPT_SOURCE && e.reason() != Reason.FILE_NOT_FOUND) {
            throw e;
        }
        LOG.warn("'{}' is not copied ({}) and is read again", name, e.detail());
        catalog.suspect(name);
    }

    private OpenFile source(FileName name) {
        try {
            return folder.read(name);
        } catch (PeerException e) {
            throw e.reason() == Reason.CANCELLED ? e : unreadable(e.detail(), e);
        }
    }

    // Others have the bytes, so whatever keeps this peer from its own is a fault of the source and not of the transfer.
    private static PeerException unreadable(String detail, Exception why) {
        return new PeerException(Reason.CORRUPT_SOURCE, detail, why);
    }

    private void layer(StagedFile staged) {
        if (staged.layerProven()) {
            return;
        }
        ContentId content = staged.content();
        int count = staged.pieces().count();
        for (int first = 0; first < count; first += LAYER_BATCH) {
            byte[] hashes = catalog.layer(content, first, Math.min(LAYER_BATCH, count - first));
            staged.layer(first, ByteBuffer.wrap(hashes));
        }
        staged.proveLayer();
    }

    private static void pieces(OpenFile file, StagedFile staged, BooleanSupplier wanted) {
        Pieces pieces = staged.pieces();
        ByteBuffer buffer = ByteBuffer.allocate(
                (int) Math.min(Pieces.PIECE_BYTES, staged.content().sizeBytes()));
        for (int piece = 0; piece < pieces.count() && wanted.getAsBoolean(); piece++) {
            if (!staged.proven(piece)) {
                read(file, pieces.offset(piece), buffer.clear().limit(pieces.length(piece)));
                staged.write(piece, buffer.flip());
            }
        }
    }

    private static void read(OpenFile file, long offset, ByteBuffer into) {
        try {
            while (into.hasRemaining()) {
                if (file.channel().read(into, offset + into.position()) < 0) {
                    throw new PeerException(Reason.CORRUPT_SOURCE, "it is shorter now");
                }
            }
        } catch (ClosedByInterruptException e) {
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        } catch (IOException e) {
            throw unreadable("the disk could not read it", e);
        }
    }
}
