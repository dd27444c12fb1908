package io.parvada.peer.metalink;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.search.Search;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.storage.SharedFolder;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Wires the room and owns its two threads. */
@Configuration(proxyBeanMethods = false)
class MetalinkConfiguration implements DisposableBean {

    /** Files that wait for the digests of their pieces; beyond, a Metalink is without. */
    private static final int WAITING = 16;

    private final ThreadPoolExecutor reading = new ThreadPoolExecutor(
            0, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), new CustomizableThreadFactory("pieces-"));

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("metalink-timer-"));

    @Bean
    Metalinks metalinks(SharedFolder folder, Catalog catalog, Search search, PeerConfig config, Clock clock) {
        timer.setRemoveOnCancelPolicy(true);
        PieceReader reader = new PieceReader(folder, catalog, reading::isShutdown);
        PieceDigestCache digests = new PieceDigestCache(reader::read, reading);
        return new Metalinks(catalog, search, config.search(), digests, Timeline.over(timer, clock), clock);
    }

    @Override
    public void destroy() throws InterruptedException {
        timer.shutdownNow();
        reading.shutdownNow();
        reading.awaitTermination(1, TimeUnit.SECONDS);
    }
}
