package io.parvada.peer.directorystore;

import io.parvada.peer.directory.DirectoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDirectoryStoreTest extends DirectoryStoreContract {

    @TempDir
    Path state;

    @Override
    DirectoryStore open() {
        return SqlDirectoryStore.sqlite(state.resolve("directory.db"));
    }
}
