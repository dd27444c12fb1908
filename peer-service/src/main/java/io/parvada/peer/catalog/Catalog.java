package io.parvada.peer.catalog;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.storage.FileStat;
import java.util.List;
import java.util.Optional;

/** What this peer shares. Thread-safe; reads never wait for the indexer. */
public final class Catalog {

    /** Ranked exact name, prefix, the rest; truncated when there were more. */
    public record Found(List<CatalogEntry> entries, boolean truncated) {}

    /** One page in name order; next is null at the end. */
    public record Page(List<CatalogEntry> entries, String next) {}

    public record Totals(long count, long bytes) {}

    /** Piece hashes of a committed content, in order: first index and concatenated hashes. */
    @FunctionalInterface
    public interface LayerReader {
        byte[] read(int first, int count);
    }

    public Found search(NameQuery query, int limit) {
        throw new UnsupportedOperationException("due");
    }

    /** sizeBytes null: any size. */
    public Found searchContent(Sha256 root, Long sizeBytes, int limit) {
        throw new UnsupportedOperationException("due");
    }

    /** Files whose whole name or last segment is exactly this, compared in NFC, case-sensitive. */
    public List<CatalogEntry> locate(String filename, int limit) {
        throw new UnsupportedOperationException("due");
    }

    /** query null: all. after null: from the start; else the next of the page before. */
    public Page list(NameQuery query, String after, int limit) {
        throw new UnsupportedOperationException("due");
    }

    /** @return the entry, or empty when no such file is shared */
    public Optional<CatalogEntry> find(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    public Optional<CatalogEntry> find(ContentId content) {
        throw new UnsupportedOperationException("due");
    }

    /**
     * The entry with its root, for who needs proof now.
     *
     * @throws io.parvada.transfer.error.PeerException FILE_NOT_FOUND; BUSY with Retry-After and the progress while it is
     *     hashed, and the file moves to the head of the queue
     */
    public CatalogEntry hashed(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    /** Concatenated hashes first..first+count-1 of the layer. @throws PeerException FILE_NOT_FOUND */
    public byte[] layer(ContentId content, int first, int count) {
        throw new UnsupportedOperationException("due");
    }

    /** A file came in proven, and is findable when this returns. sha256 null: read in the background. */
    public CatalogEntry committed(FileStat file, ContentId content, Sha256 sha256, LayerReader layer) {
        throw new UnsupportedOperationException("due");
    }

    public void removed(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    /** The file on disk is not what the index says: it is looked at again soon, first of all. */
    public void suspect(FileName name) {
        throw new UnsupportedOperationException("due");
    }

    public Totals totals() {
        throw new UnsupportedOperationException("due");
    }

    public Indexing indexing() {
        throw new UnsupportedOperationException("due");
    }
}
