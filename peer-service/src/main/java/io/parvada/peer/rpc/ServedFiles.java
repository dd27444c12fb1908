package io.parvada.peer.rpc;

import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.OpenFile;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.storage.StagedReader;
import java.time.Duration;
import java.util.Optional;

/**
 * What this peer can give: files of its share, by name or content, and by content alone also what is arriving, as far as
 * it is proven. What has just got its name is found: it leaves the arrivals after it has come into the catalog.
 */
final class ServedFiles {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Catalog catalog;
    private final SharedFolder folder;
    private final Arrivals arrivals;

    ServedFiles(Catalog catalog, SharedFolder folder, Arrivals arrivals) {
        this.catalog = catalog;
        this.folder = folder;
        this.arrivals = arrivals;
    }

    /** One file; exactly one of the two is there. */
    record Served(CatalogEntry shared, StagedReader arriving) {

        FileName name() {
            return shared != null ? shared.name() : arriving.name();
        }

        long sizeBytes() {
            return shared != null ? shared.sizeBytes() : arriving.content().sizeBytes();
        }

        FileInfo info() {
            return shared != null ? ProtoValues.info(shared) : ProtoValues.info(arriving);
        }
    }

    /** @throws PeerException FILE_NOT_FOUND, INVALID_NAME, INVALID_REQUEST, BUSY while it is hashed */
    Served find(FileRef ref) {
        return switch (ref.getByCase()) {
            case NAME -> new Served(catalog.hashed(new FileName(ref.getName())), null);
            case CONTENT -> find(ProtoValues.content(ref.getContent()));
            case BY_NOT_SET -> throw ProtoValues.invalid("a file is asked for by name or by content");
        };
    }

    /** @throws PeerException FILE_NOT_FOUND */
    Served find(ContentId content) {
        Optional<CatalogEntry> shared = catalog.find(content);
        if (shared.isEmpty()) {
            Optional<StagedReader> arriving = arrivals.find(content);
            if (arriving.isPresent()) {
                return new Served(null, arriving.get());
            }
            shared = catalog.find(content);
        }
        return new Served(
                shared.orElseThrow(
                        () -> new PeerException(Reason.FILE_NOT_FOUND, "no file here has the content " + content)),
                null);
    }

    /**
     * Hashes of the layer, concatenated.
     *
     * @throws PeerException FILE_NOT_FOUND; BUSY while the layer of what is arriving has not come itself
     */
    byte[] layer(ContentId content, int first, int count) {
        Served file = find(content);
        if (file.arriving() != null) {
            refuseWithoutLayer(file.arriving());
            Optional<byte[]> layer = file.arriving().layer(first, count);
            if (layer.isPresent()) {
                return layer.get();
            }
        }
        return catalog.layer(content, first, count);
    }

    void refuseWithoutLayer(StagedReader arriving) {
        if (!arriving.layerProven()) {
            throw PeerException.retryAfter(
                    Reason.BUSY, "'" + arriving.name() + "' is arriving here, and its hashes are not proven yet", SOON);
        }
    }

    /**
     * Opens the file for these bytes of it; the caller closes it.
     *
     * @throws PeerException INVALID_RANGE for bytes of what is arriving that are not proven yet; FILE_NOT_FOUND,
     *     FORBIDDEN, STORAGE_FAILURE; BUSY when the file is not what was indexed, and is hashed again
     */
    OpenFile open(Served file, FileBytes.Range range) {
        if (file.shared() != null) {
            return open(file.shared());
        }
        return file.arriving()
                .read(range.offset(), range.length())
                .orElseGet(() -> open(find(file.arriving().content()), range));
    }

    /** What is no longer what the index says. */
    PeerException changed(FileName name) {
        catalog.suspect(name);
        return new PeerException(Reason.CORRUPT_SOURCE, "'" + name + "' changed while it was served");
    }

    // What the index says was proven of other bytes than these: better none than those.
    private OpenFile open(CatalogEntry entry) {
        OpenFile file;
        try {
            file = folder.read(entry.name());
        } catch (PeerException e) {
            catalog.suspect(entry.name());
            throw e;
        }
        boolean asIndexed = file.stat().sizeBytes() == entry.sizeBytes()
                && file.stat().modified().toEpochMilli() == entry.modified().toEpochMilli();
        if (!asIndexed) {
            file.close();
            catalog.suspect(entry.name());
            throw PeerException.retryAfter(Reason.BUSY, "'" + entry.name() + "' has changed and is being hashed", SOON);
        }
        return file;
    }
}
