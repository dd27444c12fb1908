package io.parvada.peer.rpc;

import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.grpc.GrpcThreads;
import io.parvada.peer.grpc.StallWatch;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.transfers.Permits;
import io.parvada.peer.transfers.Uploads;
import io.parvada.transfer.storage.SharedFolder;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the room; its threads are those of the server. */
@Configuration(proxyBeanMethods = false)
class RpcConfiguration {

    private static final Duration SWEEP = Duration.ofSeconds(1);

    @Bean
    Streams streams(GrpcThreads threads, Bandwidth bandwidth) {
        StallWatch stalls = new StallWatch(bandwidth::leastRate, System::nanoTime);
        threads.every(SWEEP, stalls::sweep);
        return new Streams(bandwidth, new Room(), stalls, threads.calls());
    }

    @Bean
    FileTransferService fileTransferService(
            Catalog catalog,
            SharedFolder folder,
            Arrivals arrivals,
            Permits permits,
            Uploads uploads,
            AccessPolicy access,
            LiveSettings settings,
            Streams streams) {
        return new FileTransferService(
                new DummyCalls(permits, () -> settings.limits().maxEcho().toBytes(), streams),
                new DownloadCalls(new ServedFiles(catalog, folder, arrivals), permits, streams),
                new UploadCalls(uploads, access, streams));
    }
}
