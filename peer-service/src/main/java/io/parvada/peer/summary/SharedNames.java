package io.parvada.peer.summary;

import io.parvada.peer.catalog.Catalog;
import io.parvada.transfer.content.Sha256;
import java.util.function.BiConsumer;

/** What a summary is made of: the catalog, or an emulated peer's files. Thread-safe. */
public interface SharedNames {

    /** A moment: all changes that had ended by now are in what {@link #each} tells from now on. */
    long moment();

    /** Whether no change has begun since that moment. Cheap. */
    boolean unchangedSince(long moment);

    /** Each folded name with its root, or null where it is not known; one state of the catalog. May take seconds. */
    void each(BiConsumer<String, Sha256> entry);

    static SharedNames of(Catalog catalog) {
        return new SharedNames() {
            @Override
            public long moment() {
                return catalog.moment();
            }

            @Override
            public boolean unchangedSince(long moment) {
                return catalog.unchangedSince(moment);
            }

            @Override
            public void each(BiConsumer<String, Sha256> entry) {
                catalog.each(entry);
            }
        };
    }
}
