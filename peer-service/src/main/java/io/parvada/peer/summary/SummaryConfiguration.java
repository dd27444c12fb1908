package io.parvada.peer.summary;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.identity.Self;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.time.Timeline;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Wires the summaries and owns {@code summary-1}, which builds the own one and is gone while there is nothing to do. */
@Configuration(proxyBeanMethods = false)
class SummaryConfiguration implements DisposableBean {

    private final ThreadPoolExecutor background = background();

    /** Nothing is ever scheduled on it, so it never has a thread: only its clock is used. */
    private final ScheduledThreadPoolExecutor clockOnly = new ScheduledThreadPoolExecutor(0);

    @Bean
    ToldSummaries toldSummaries(Catalog catalog, Overlay overlay, NeighbourSummaries heard, Clock clock) {
        return new ToldSummaries(SharedNames.of(catalog), background, overlay, heard, Timeline.over(clockOnly, clock));
    }

    @Bean
    NeighbourSummaries neighbourSummaries(Self self, SummaryTransport transport, Clock clock) {
        return new NeighbourSummaries(self.peer().id(), transport, Timeline.over(clockOnly, clock));
    }

    @Override
    public void destroy() {
        background.shutdownNow();
        clockOnly.shutdownNow();
    }

    private static ThreadPoolExecutor background() {
        CustomizableThreadFactory named = new CustomizableThreadFactory("summary-");
        named.setDaemon(true);
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), named);
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
