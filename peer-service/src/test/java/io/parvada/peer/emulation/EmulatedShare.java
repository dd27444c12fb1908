package io.parvada.peer.emulation;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.names.Folding;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import io.parvada.peer.summary.SharedNames;
import io.parvada.transfer.content.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The files of an emulated peer, in place of a catalog. One thread. */
final class EmulatedShare implements SharedNames {

    private final List<CatalogEntry> files = new ArrayList<>();

    private boolean large;

    /** From now on no query can look at all names, as where a catalog's bounded scan is cut. */
    void tooLargeToLookThrough() {
        large = true;
    }

    void add(CatalogEntry file) {
        files.add(file);
    }

    Catalog.Found find(Question question, int limit, Peer self) {
        List<CatalogEntry> found = files.stream()
                .filter(file -> question.matches(
                        new Hit(file.name(), file.sizeBytes(), file.sha256(), file.root(), List.of(self))))
                .toList();
        return new Catalog.Found(found.subList(0, Math.min(limit, found.size())), large || found.size() > limit);
    }

    @Override
    public long moment() {
        return files.size();
    }

    @Override
    public boolean unchangedSince(long moment) {
        return files.size() == moment;
    }

    @Override
    public void each(BiConsumer<String, Sha256> entry) {
        files.forEach(file -> entry.accept(Folding.fold(file.name().value()), file.root()));
    }
}
