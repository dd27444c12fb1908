package io.parvada.peer.transfers;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.transfers.Stored.Outcome;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.storage.StagedFile;
import io.parvada.transfer.storage.StagedStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The one way into the share and out of it: refusal early, commit, catalog. What {@link #commit} returned is written,
 * synced, named and findable; who may do it is judged before. Thread-safe; blocks on the disk.
 */
public final class Intake {

    private final SharedFolder folder;
    private final Catalog catalog;
    private final StandingFiles standing;
    private final LocalCopy localCopy;
    private final LongSupplier maxFileBytes;

    Intake(SharedFolder folder, Catalog catalog, LongSupplier maxFileBytes) {
        this.folder = folder;
        this.catalog = catalog;
        this.standing = new StandingFiles(folder, catalog);
        this.localCopy = new LocalCopy(folder, catalog);
        this.maxFileBytes = maxFileBytes;
    }

    /**
     * Refuses what is known to fail before a byte is read. Passing it promises nothing: the name is given by
     * {@link #commit}.
     *
     * @param sizeBytes -1 when unknown
     * @throws PeerException FORBIDDEN for a read-only share, TOO_LARGE, ALREADY_EXISTS when a file of another size has
     *     the name and overwrite is false
     */
    public void admit(FileName name, long sizeBytes, boolean overwrite) {
        if (!folder.writable()) {
            throw new PeerException(Reason.FORBIDDEN, "this peer's share is read-only");
        }
        long max = maxFileBytes.getAsLong();
        if (sizeBytes > max) {
            throw new PeerException(
                    Reason.TOO_LARGE,
                    "a file may have " + max + " bytes here (limits.max_file_size), not " + sizeBytes);
        }
        if (overwrite || sizeBytes < 0) {
            return;
        }
        Optional<FileStat> there = folder.stat(name);
        if (there.isPresent() && there.get().sizeBytes() != sizeBytes) {
            throw exists(name, null);
        }
    }

    /** Where an admitted body goes; the caller closes it. @throws PeerException STORAGE_FULL, FORBIDDEN */
    public StagedStream stream(long sizeBytes) {
        return folder.staging().stream(sizeBytes);
    }

    /**
     * Where proven pieces gather until they get this name. Whatever brings them, an upload or a download, goes on from
     * those that are there; the caller closes it.
     *
     * @throws PeerException BUSY while another has it, STORAGE_FULL, FORBIDDEN
     */
    public StagedFile stage(FileName name, ContentId content) {
        return folder.staging().stage(stagingKey(name, content), content);
    }

    /**
     * Deletes the pieces of {@link #stage}, if there are any; the disk may be full.
     *
     * @throws PeerException BUSY while another has it, FORBIDDEN, STORAGE_FAILURE
     */
    public void discard(FileName name, ContentId content) {
        folder.staging().discard(stagingKey(name, content));
    }

    /** Whether the pieces of {@link #stage} outlast the time after which abandoned ones are reclaimed. */
    public void keepStaged(FileName name, ContentId content, boolean keep) {
        folder.staging().keep(stagingKey(name, content), keep);
    }

    /**
     * Copies the content from the share if it is there under another name and can be read, each piece proven.
     *
     * @param wanted asked before each piece; false ends the copy
     * @return whether the staged file is complete now
     * @throws PeerException STORAGE_FULL, STORAGE_FAILURE, CANCELLED when the thread is interrupted
     */
    public boolean copyInto(StagedFile staged, BooleanSupplier wanted) {
        return localCopy.into(staged, wanted);
    }

    /** The same transfer has the same key, over restarts of either side. */
    static String stagingKey(FileName name, ContentId content) {
        return Sha256.of((name + "\0" + content).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    /**
     * The entry of this name if it stands with exactly this content: nothing is left to send. Empty when the name is
     * free, or may be taken. Hashes a small file that the index has not read yet, here and now.
     *
     * @throws PeerException ALREADY_EXISTS when other content has the name and overwrite is false; BUSY while a large
     *     file of the same size is not hashed yet: it moves to the head of the queue
     */
    public Optional<CatalogEntry> present(FileName name, ContentId content, boolean overwrite) {
        Optional<CatalogEntry> same = standing.withContent(name, content);
        if (same.isEmpty() && !overwrite && folder.stat(name).isPresent()) {
            throw exists(name, null);
        }
        return same;
    }

    /**
     * Ends the body and gives it its name. The same content again under the name is a success.
     *
     * @param expected the sha256 the sender declared, or null
     * @throws PeerException DIGEST_MISMATCH, ALREADY_EXISTS, TOO_LARGE, INVALID_REQUEST for another length than
     *     declared, BUSY, STORAGE_FULL, STORAGE_FAILURE
     */
    public Stored commit(StagedStream body, FileName name, boolean overwrite, Sha256 expected) {
        ContentHasher.Hashed hashed = body.finish();
        if (expected != null && !expected.equals(hashed.sha256())) {
            throw new PeerException(
                    Reason.DIGEST_MISMATCH,
                    "the body has sha-256 " + hashed.sha256().hex() + ", not the declared " + expected.hex());
        }
        admit(name, hashed.content().sizeBytes(), overwrite);
        return commit(
                name,
                overwrite,
                hashed.content(),
                hashed.sha256(),
                () -> folder.commit(body, name, overwrite),
                body::layer);
    }

    /**
     * All pieces proven: gives the file its name; the same content again under the name is a success. Its plain sha256
     * is read in the background.
     *
     * @throws PeerException ALREADY_EXISTS, BUSY, STORAGE_FULL, STORAGE_FAILURE
     */
    public Stored commit(StagedFile staged, FileName name, boolean overwrite) {
        return commit(
                name, overwrite, staged.content(), null, () -> folder.commit(staged, name, overwrite), staged::layer);
    }

    /** @throws PeerException FILE_NOT_FOUND, FORBIDDEN for a read-only share, STORAGE_FAILURE */
    public void delete(FileName name) {
        folder.delete(name);
        catalog.removed(name);
    }

    /** Gives a name on disk. @throws PeerException ALREADY_EXISTS without overwrite */
    @FunctionalInterface
    private interface Naming {
        FileStat give();
    }

    private Stored commit(
            FileName name,
            boolean overwrite,
            ContentId content,
            Sha256 sha256,
            Naming naming,
            Catalog.LayerReader layer) {
        boolean replaces = overwrite && folder.stat(name).isPresent();
        FileStat named;
        try {
            named = naming.give();
        } catch (PeerException e) {
            if (e.reason() != Reason.ALREADY_EXISTS) {
                throw e;
            }
            CatalogEntry same = standing.withContent(name, content).orElseThrow(() -> exists(name, e));
            return new Stored(same, Outcome.ALREADY_PRESENT);
        }
        CatalogEntry entry = catalog.committed(named, content, sha256, layer);
        return new Stored(entry, replaces ? Outcome.REPLACED : Outcome.CREATED);
    }

    private static PeerException exists(FileName name, PeerException cause) {
        return new PeerException(
                Reason.ALREADY_EXISTS,
                "'" + name + "' is shared here with other content; overwrite was not asked",
                cause);
    }
}
