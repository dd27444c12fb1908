package io.parvada.peer.downloads;

import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.identity.Self;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.QueryIds;
import io.parvada.peer.search.Search;
import io.parvada.peer.time.Timeline;
import io.parvada.peer.transfers.Intake;
import io.parvada.peer.transfers.Permits;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import tools.jackson.databind.json.JsonMapper;

/** Wires the room and owns its threads. */
@Configuration(proxyBeanMethods = false)
class DownloadsConfiguration implements DisposableBean {

    /** Downloads at once; each has up to 8 holders at once and 4 that bring nothing, so at most 48 lanes of 1 MiB. */
    private static final int AT_ONCE = 4;

    private static final int ADMITTING = 2;

    private static final RejectedExecutionHandler BUSY = (task, pool) -> {
        throw PeerException.retryAfter(Reason.BUSY, "too many downloads are asked for at once", Duration.ofSeconds(1));
    };

    private final ThreadPoolExecutor runs = pool("downloads-", AT_ONCE, DownloadBook.MOST_RUNNING);
    private final ThreadPoolExecutor lanes =
            pool("download-lane-", AT_ONCE * (NetworkHolders.MAX + NetworkHolders.MAX_SLOW), 1_024);
    private final ThreadPoolExecutor admissions = pool("downloads-admit-", ADMITTING, DownloadBook.MOST_RUNNING);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("downloads-timer-"));

    @Bean
    Downloads downloads(
            PeerConfig config,
            Self self,
            Search search,
            Overlay overlay,
            HolderDialler dialler,
            Intake intake,
            Permits permits,
            Arrivals arrivals,
            JsonMapper json,
            Clock clock) {
        Timeline timeline = Timeline.over(timer, clock);
        NetworkHolders.Network network = new NetworkHolders.Network(
                self.id(), search::holders, dialler, id -> met(overlay, id), NetworkHolders.PATIENCE);
        FetchRun.Engine engine =
                new FetchRun.Engine(job -> new NetworkHolders(job, network), lanes, new SecureRandom());
        FetchRun fetch = new FetchRun(intake, permits, arrivals, engine);
        DownloadFiles files = new DownloadFiles(config.stateDir().resolve("downloads"), json);
        Downloads.Means means =
                new Downloads.Means(runs, admissions, timeline, new QueryIds(clock, new SecureRandom()));
        return new Downloads(search::locate, intake, fetch, new DownloadBook(files, timeline), means);
    }

    private static Optional<Peer> met(Overlay overlay, PeerId id) {
        return overlay.find(id)
                .filter(known -> known.state() == PeerState.ALIVE || known.state() == PeerState.SUSPECT)
                .map(Neighbour::reachable);
    }

    /** Not before this peer serves: the first thing they do is ask others. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> downloadsGoOn(Downloads downloads) {
        return ready -> downloads.begin();
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
        admissions.shutdownNow();
        lanes.shutdownNow();
    }

    static ThreadPoolExecutor pool(String prefix, int threads, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), named(prefix), BUSY);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static CustomizableThreadFactory named(String prefix) {
        CustomizableThreadFactory named = new CustomizableThreadFactory(prefix);
        named.setDaemon(true);
        return named;
    }
}
