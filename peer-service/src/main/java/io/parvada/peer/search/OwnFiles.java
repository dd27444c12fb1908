package io.parvada.peer.search;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.query.LocalHits;
import io.parvada.peer.query.Question;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedReader;
import java.util.List;

/**
 * What this peer has of a question itself.
 *
 * @param found null where the catalog could not be read
 * @param arriving what comes in just now; empty unless the question asks for parts too
 * @param failure why the catalog could not be read, else null
 */
record OwnFiles(Catalog.Found found, List<StagedReader> arriving, Reason failure) {

    /** Blocks for the catalog. Fails with RuntimeException for a fault of ours alone. */
    static OwnFiles read(LocalHits local, Question question, int limit) {
        // Before the catalog: what is committed in between is in both, never in neither.
        List<StagedReader> arriving = question.partial() ? local.arriving(question.root()) : List.of();
        try {
            return new OwnFiles(local.find(question, limit), arriving, null);
        } catch (PeerException e) {
            return new OwnFiles(null, arriving, e.reason());
        }
    }

    void addTo(HitMerger hits) {
        if (found != null) {
            hits.addLocal(found);
        }
        arriving.forEach(hits::addArriving);
    }
}
