package io.parvada.peer.search;

import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.identity.Self;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.query.DirectoryLookup;
import io.parvada.peer.query.LocalHits;
import io.parvada.peer.query.QueryIds;
import io.parvada.peer.query.QueryTransport;
import io.parvada.peer.query.SeenQueries;
import io.parvada.peer.summary.NeighbourSummaries;
import io.parvada.peer.time.Timeline;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Wires the search and owns its threads: {@code search-N}, on which the catalog is read, and {@code search-timer-1}, on
 * which deadlines fire. A read takes about a millisecond and most of it is the processor's, so more threads than
 * processors would only wait for each other.
 */
@Configuration(proxyBeanMethods = false)
class SearchConfiguration implements DisposableBean {

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ThreadPoolExecutor lookups = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(Surroundings.MOST_RUNNING),
            named("search-"));

    private final ScheduledThreadPoolExecutor timer = timer();

    @Bean
    LocalHits localHits(Catalog catalog, Arrivals arrivals) {
        return LocalHits.of(catalog, arrivals);
    }

    @Bean
    Surroundings searchSurroundings(
            Self self,
            Overlay overlay,
            LocalHits local,
            QueryTransport transport,
            NeighbourSummaries summaries,
            DirectoryLookup directory) {
        return new Surroundings(
                        self.peer(),
                        overlay,
                        local,
                        transport,
                        summaries,
                        Timeline.over(timer, Clock.systemUTC()),
                        lookups,
                        new SeenQueries(),
                        new Semaphore(Surroundings.MOST_RUNNING))
                .with(directory);
    }

    @Bean
    Search search(Surroundings here, PeerConfig config) {
        return new Search(here, config.search(), new QueryIds(Clock.systemUTC(), new SecureRandom()));
    }

    @Bean
    QueryRouter queryRouter(Surroundings here) {
        return new QueryRouter(here);
    }

    @Override
    public void destroy() {
        lookups.shutdownNow();
        timer.shutdownNow();
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("search-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static CustomizableThreadFactory named(String prefix) {
        CustomizableThreadFactory named = new CustomizableThreadFactory(prefix);
        named.setDaemon(true);
        return named;
    }
}
