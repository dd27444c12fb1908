package io.parvada.peer.directorystore;

import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.config.StartRefused;
import io.parvada.peer.directory.DirectoryStore;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;

/** Opens the database that the configuration names, where this peer is a directory. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("peer.directory.enabled")
class DirectoryStoreConfiguration {

    private static final String FILE = "directory.db";

    @Bean(destroyMethod = "close")
    DirectoryStore directoryStore(PeerConfig config) {
        PeerConfig.Directory said = config.directory();
        try {
            return said.inFile()
                    ? SqlDirectoryStore.sqlite(config.stateDir().resolve(FILE))
                    : SqlDirectoryStore.postgresql(said.store(), said.storeUser(), said.storePassword());
        } catch (FlywayException | DataAccessException e) {
            throw new StartRefused("The directory's store cannot be opened: " + why(e), e);
        }
    }

    private static String why(RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).strip();
    }
}
