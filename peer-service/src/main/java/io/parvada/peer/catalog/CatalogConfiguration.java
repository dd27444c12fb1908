package io.parvada.peer.catalog;

import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.transfer.storage.SharedFolder;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The share and its catalog; closed after the servers, which are stopped before any bean is destroyed. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

    @Bean(destroyMethod = "close")
    SharedFolder sharedFolder(PeerConfig config) {
        return SharedFolder.open(config.sharedDir(), config.stateDir());
    }

    @Bean(destroyMethod = "close")
    Catalog catalog(SharedFolder shared, PeerConfig config, Clock clock, Bandwidth bandwidth) {
        return Catalog.open(shared, config.sharedDir(), config.stateDir(), clock, bandwidth.hashing());
    }
}
