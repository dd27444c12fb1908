package io.parvada.peer.representation;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SharedFolder;
import jakarta.servlet.http.HttpServletRequest;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands under a name now, and what the index can say of it. Thread-safe; blocks on the disk. */
public final class Standing {

    private static final Logger log = LoggerFactory.getLogger(Standing.class);

    private final SharedFolder folder;
    private final Catalog catalog;

    Standing(SharedFolder folder, Catalog catalog) {
        this.folder = folder;
        this.catalog = catalog;
    }

    /**
     * What is read of a file, or null: root and sha256 speak for the bytes only while the file is the one that was read
     * for them. One that is not is hashed again.
     */
    CatalogEntry asIndexed(FileStat stat) {
        CatalogEntry entry = catalog.find(stat.name()).orElse(null);
        if (entry == null) {
            return null;
        }
        boolean same = entry.sizeBytes() == stat.sizeBytes()
                && entry.modified()
                        .truncatedTo(ChronoUnit.MILLIS)
                        .equals(stat.modified().truncatedTo(ChronoUnit.MILLIS));
        if (!same) {
            log.info("{} is not what was indexed: it is hashed again", stat.name());
            catalog.suspect(stat.name());
        }
        return same ? entry : null;
    }

    /** With its quotes; null while the content is not known. @param entry may be null */
    static String etag(CatalogEntry entry) {
        return entry == null || entry.root() == null ? null : '"' + entry.root().hex() + '"';
    }

    /**
     * Whether the request's conditions let it change what has this name; of a change by another after this it knows
     * nothing.
     *
     * @throws org.springframework.web.server.ResponseStatusException 412
     * @throws PeerException BUSY, STORAGE_FAILURE
     */
    void requireForChange(FileName name, HttpServletRequest request) {
        Conditions.Current now = folder.stat(name)
                .map(stat -> new Conditions.Current(etag(asIndexed(stat)), stat.modified()))
                .orElse(null);
        Conditions.requireForChange(request, now);
    }

    /** As {@link #requireForChange}, but what is not there is not found before any condition (RFC 9110, 13.2.1). */
    public void requireForDeletion(FileName name, HttpServletRequest request) {
        if (folder.stat(name).isPresent()) {
            requireForChange(name, request);
        }
    }
}
