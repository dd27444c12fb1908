package io.parvada.peer.representation;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.connector.KernelSending;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.transfers.Intake;
import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.storage.SharedFolder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Owns no thread. */
@Configuration(proxyBeanMethods = false)
class RepresentationConfiguration {

    @Bean
    FileBody fileBody(Catalog catalog, Bandwidth bandwidth, KernelSending kernel) {
        return new FileBody(catalog, bandwidth, kernel);
    }

    @Bean
    Standing standing(SharedFolder folder, Catalog catalog) {
        return new Standing(folder, catalog);
    }

    @Bean
    Sending sending(SharedFolder folder, Standing standing, Permits permits, FileBody body) {
        return new Sending(folder, standing, permits, body);
    }

    @Bean
    Receiving receiving(Intake intake, Standing standing, Permits permits, Bandwidth bandwidth, LiveSettings settings) {
        return new Receiving(intake, standing, permits, bandwidth, settings);
    }
}
