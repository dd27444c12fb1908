package io.parvada.peer.transfers;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Whether a name that is taken has the content that someone brings. Thread-safe. */
final class StandingFiles {

    /** What is hashed while a caller waits: a fraction of a second; larger files wait for the indexer. */
    private static final long HASH_NOW_BYTES = 64L * Pieces.PIECE_BYTES;

    private final SharedFolder folder;
    private final Catalog catalog;
    // A thousand senders of one name need one pass over it, not a thousand at once.
    private final ReentrantLock hashing = new ReentrantLock();

    StandingFiles(SharedFolder folder, Catalog catalog) {
        this.folder = folder;
        this.catalog = catalog;
    }

    /** @throws PeerException BUSY while a large file of the same size is not hashed yet, STORAGE_FAILURE */
    Optional<CatalogEntry> withContent(FileName name, ContentId content) {
        Optional<FileStat> there = folder.stat(name);
        if (there.isEmpty() || there.get().sizeBytes() != content.sizeBytes()) {
            return Optional.empty();
        }
        Optional<CatalogEntry> known = indexed(there.get());
        if (known.isEmpty()) {
            known = hashNow(name);
        }
        return known.filter(entry ->
                entry.sizeBytes() == content.sizeBytes() && content.root().equals(entry.root()));
    }

    private Optional<CatalogEntry> indexed(FileStat there) {
        return catalog.find(there.name()).filter(entry -> entry.root() != null && shows(entry, there));
    }

    private Optional<CatalogEntry> hashNow(FileName name) {
        hashing.lock();
        try (OpenFile file = folder.read(name)) {
            Optional<CatalogEntry> known = indexed(file.stat());
            if (known.isPresent()) {
                return known;
            }
            if (file.stat().sizeBytes() > HASH_NOW_BYTES) {
                return Optional.of(hashedLater(file.stat()));
            }
            return Optional.of(hash(file));
        } catch (PeerException e) {
            if (e.reason() == Reason.FILE_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } finally {
            hashing.unlock();
        }
    }

    /** @throws PeerException BUSY, and it is hashed before others */
    private CatalogEntry hashedLater(FileStat there) {
        // What the index has may be of the file before it, or nothing yet.
        if (catalog.find(there.name()).filter(entry -> shows(entry, there)).isEmpty()) {
            catalog.suspect(there.name());
        }
        return catalog.hashed(there.name());
    }

    private static boolean shows(CatalogEntry entry, FileStat there) {
        return entry.sizeBytes() == there.sizeBytes()
                && entry.modified().toEpochMilli() == there.modified().toEpochMilli();
    }

    private CatalogEntry hash(OpenFile file) {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        ContentHasher hasher = new ContentHasher((index, hash) -> layer.writeBytes(hash.toBytes()));
        ByteBuffer buffer = ByteBuffer.allocate(Pieces.PIECE_BYTES / 4);
        try {
            for (long at = 0; file.channel().read(buffer, at) >= 0; buffer.clear()) {
                at += buffer.position();
                hasher.update(buffer.flip());
            }
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, "'" + file.stat().name() + "' could not be read", e);
        }
        ContentHasher.Hashed hashed = hasher.finish();
        if (file.changed() || hashed.content().sizeBytes() != file.stat().sizeBytes()) {
            throw PeerException.retryAfter(
                    Reason.BUSY, "'" + file.stat().name() + "' is being written", Duration.ofSeconds(1));
        }
        byte[] hashes = layer.toByteArray();
        return catalog.committed(
                file.stat(),
                hashed.content(),
                hashed.sha256(),
                (first, count) -> Arrays.copyOfRange(hashes, first * Sha256.BYTES, (first + count) * Sha256.BYTES));
    }
}
