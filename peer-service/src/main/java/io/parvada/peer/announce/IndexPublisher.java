package io.parvada.peer.announce;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexEntry;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps a peer's index at a directory like its catalog: all of it once, then what changed. It knows what was acknowledged
 * and goes on from there after a failure; whatever the directory says of its base, nothing acknowledged is lost. One
 * thread.
 */
final class IndexPublisher {

    /** Names in a body: some 300 KB, so that a slow line has it there in time. */
    private static final int BODY = 2_000;

    private static final int PAGE = 1_000;

    private final Catalog catalog;

    /** What the directory has of us; null when that is not known, and all is published anew. */
    private PublishedNames known;

    private Published last;
    private long moment = -1;

    IndexPublisher(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Whether the directory has all that the catalog has, as far as was acknowledged. Costs nothing. */
    boolean upToDate() {
        return known != null && catalog.unchangedSince(moment);
    }

    /** The directory does not know this peer's index any more. */
    void forget() {
        known = null;
    }

    /**
     * Publishes what changed, in as many bodies as it takes.
     *
     * @param send one body, answered; throws PeerException
     * @param always whether a body goes also where nothing has changed, to see that the directory still has it all
     * @return the last answer; where nothing went that of before
     * @throws PeerException what {@code send} threw; then what was acknowledged is remembered
     */
    Published publish(Function<IndexUpdate, Published> send, boolean always) {
        try {
            return new Run(send).all(always);
        } catch (PeerException e) {
            if (e.reason() != Reason.STALE_BASE || known == null) {
                throw e;
            }
            known = null; // its index is another's, or one answer was lost: all of it once more
            return new Run(send).all(always);
        }
    }

    /** One walk through the catalog beside what is known. */
    private final class Run {
        private final Function<IndexUpdate, Published> send;
        private final boolean anew = known == null;
        private final PublishedNames before = anew ? new PublishedNames() : known;
        private final PublishedNames now = new PublishedNames();
        private final List<IndexEntry> added = new ArrayList<>();
        private final List<FileName> removed = new ArrayList<>();
        private int at;
        private boolean begun;

        Run(Function<IndexUpdate, Published> send) {
            this.send = send;
        }

        Published all(boolean always) {
            long began = catalog.moment();
            String after = null;
            do {
                Catalog.Page page = catalog.list(null, after, PAGE);
                page.entries().forEach(this::next);
                after = page.next();
            } while (after != null);
            while (at < before.size()) {
                gone();
            }
            if (anew || always || !added.isEmpty() || !removed.isEmpty()) {
                flush(false);
            }
            known = now;
            moment = began;
            return last;
        }

        private void next(CatalogEntry entry) {
            String name = entry.name().value();
            int order = -1;
            while (at < before.size() && (order = PublishedNames.compare(name, before.name(at))) > 0) {
                gone();
            }
            boolean same = at < before.size() && order == 0;
            long mark = PublishedNames.markOf(entry);
            if (!same || before.mark(at) != mark) {
                added.add(new IndexEntry(entry.name(), entry.sizeBytes(), entry.sha256(), entry.root()));
            }
            at += same ? 1 : 0;
            now.add(name, mark);
            flushIfFull();
        }

        private void gone() {
            removed.add(new FileName(before.name(at)));
            at++;
            flushIfFull();
        }

        private void flushIfFull() {
            if (added.size() + removed.size() == BODY) {
                flush(anew);
            }
        }

        private void flush(boolean more) {
            long base = anew && !begun ? 0 : last.epoch();
            last = send.apply(new IndexUpdate(base, added, removed, more));
            begun = true;
            added.clear();
            removed.clear();
            if (!anew) {
                known = now.upTo(now.size(), before, at);
            }
        }
    }
}
