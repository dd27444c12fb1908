package io.parvada.peer.rpc;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.grpc.GrpcThreads;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.peer.transfers.Permits;
import io.parvada.peer.transfers.Uploads;
import io.parvada.transfer.storage.SharedFolder;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the room; its threads are those of the server. */
@Configuration(proxyBeanMethods = false)
class RpcConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    @Bean
    StallWatch stallWatch(GrpcThreads threads) {
        StallWatch stalls = new StallWatch(PATIENCE, System::nanoTime);
        threads.every(SWEEP, stalls::sweep);
        return stalls;
    }

    @Bean
    FileTransferService fileTransferService(
            Catalog catalog,
            SharedFolder folder,
            Permits permits,
            Uploads uploads,
            AccessPolicy access,
            LiveSettings settings,
            StallWatch stalls) {
        return new FileTransferService(
                new DummyCalls(permits, () -> settings.limits().maxEcho().toBytes(), stalls),
                new DownloadCalls(catalog, folder, permits, stalls),
                new UploadCalls(uploads, access, stalls));
    }
}
