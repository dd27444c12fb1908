package io.parvada.peer.query;

import io.parvada.peer.catalog.Catalog;

/** What this peer shares itself, asked from the search's own threads; may block for a read of the catalog. */
@FunctionalInterface
public interface LocalHits {

    /** At most {@code limit} entries, best first. @throws io.parvada.transfer.error.PeerException STORAGE_FAILURE */
    Catalog.Found find(Question question, int limit);

    static LocalHits of(Catalog catalog) {
        return (question, limit) -> question.name() != null
                ? catalog.search(question.name(), limit)
                : catalog.searchContent(question.root(), null, limit);
    }
}
