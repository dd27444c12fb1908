package io.parvada.peer.arrivals;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.storage.StagedFile;
import io.parvada.transfer.storage.StagedReader;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The files that this peer is fetching just now, as far as their pieces are proven. Few at a time: as many as downloads
 * run at once. Thread-safe.
 */
public final class Arrivals {

    /** That a file is arriving; at close it no longer is. */
    @FunctionalInterface
    public interface Arrival extends AutoCloseable {
        @Override
        void close();
    }

    private final List<StagedReader> readers = new CopyOnWriteArrayList<>();

    /**
     * Others may have its proven pieces from now on.
     *
     * @param name that it is to have
     * @return to be closed before the staged file is, and when it has its name not before it is in the catalog: who asks
     *     for it then finds it here or there
     * @throws PeerException STORAGE_FAILURE
     */
    public Arrival begin(FileName name, StagedFile staged) {
        StagedReader reader = staged.reader(name);
        readers.add(reader);
        return () -> {
            readers.remove(reader);
            reader.close();
        };
    }

    /** The one of this content; of several under different names the one of which most is here. */
    public Optional<StagedReader> find(ContentId content) {
        return readers.stream()
                .filter(reader -> reader.content().equals(content))
                .max(Comparator.comparingLong(StagedReader::provenBytes));
    }

    /** All of this root, of whatever size. */
    public List<StagedReader> find(Sha256 root) {
        return readers.stream()
                .filter(reader -> reader.content().root().equals(root))
                .toList();
    }
}
