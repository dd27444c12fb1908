package io.parvada.peer.transfers;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.storage.StagedFile;
import io.parvada.transfer.storage.StagedStream;

/** The one way into the share and out of it: refusal early, commit, catalog. Thread-safe. */
public final class Intake {

    /**
     * Refuses what is known to fail before a byte is read: read-only share, too large, a different size under a name
     * that stands and overwrite is false.
     *
     * @param sizeBytes -1 when unknown
     */
    public void admit(FileName name, long sizeBytes, boolean overwrite) {
        throw new UnsupportedOperationException("due");
    }

    /** Where an admitted body goes. */
    public StagedStream stream(long sizeBytes) {
        throw new UnsupportedOperationException("due");
    }

    /** @param expected the sha256 the sender declared, or null; @throws PeerException DIGEST_MISMATCH, ALREADY_EXISTS */
    public Stored commit(StagedStream body, FileName name, boolean overwrite, Sha256 expected) {
        throw new UnsupportedOperationException("due");
    }

    /** All pieces proven: same content again under the name is a success. */
    public Stored commit(StagedFile staged, FileName name, boolean overwrite) {
        throw new UnsupportedOperationException("due");
    }

    public void delete(FileName name) {
        throw new UnsupportedOperationException("due");
    }
}
