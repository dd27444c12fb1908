package io.parvada.peer.query;

import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.catalog.Catalog;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.storage.StagedReader;
import java.util.List;

/** What this peer shares itself, asked from the search's own threads; may block for a read of the catalog. */
@FunctionalInterface
public interface LocalHits {

    /** At most {@code limit} entries, best first. @throws io.parvada.transfer.error.PeerException STORAGE_FAILURE */
    Catalog.Found find(Question question, int limit);

    /** What of this root is arriving here. */
    default List<StagedReader> arriving(Sha256 root) {
        return List.of();
    }

    static LocalHits of(Catalog catalog, Arrivals arrivals) {
        return new LocalHits() {
            @Override
            public Catalog.Found find(Question question, int limit) {
                return question.name() != null
                        ? catalog.search(question.name(), limit)
                        : catalog.searchContent(question.root(), null, limit);
            }

            @Override
            public List<StagedReader> arriving(Sha256 root) {
                return arrivals.find(root);
            }
        };
    }
}
