package io.parvada.peer.watch;

import io.parvada.transfer.content.FileName;
import java.util.function.Consumer;

/** Who keeps account of the files that a {@link ShareWatcher} watches; called from its thread. */
public interface Watched {

    /**
     * Reads all of the share, and returns when it has. Whoever is told of a directory watches it from then on, so that no
     * change falls between the reading and the watching.
     *
     * @param directory told of each directory before it is read, on any thread; by its name, empty for the share itself
     * @return false if not all could be read
     */
    boolean readAll(Consumer<String> directory);

    /** Something happened to this name, or below it if it is a directory. Does not wait. */
    void changed(FileName name);

    /** Events were lost: look at everything soon. */
    void scanSoon();

    /** From now on not all changes are told. */
    void unwatched();
}
