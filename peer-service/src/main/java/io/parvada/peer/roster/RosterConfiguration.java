package io.parvada.peer.roster;

import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.membership.Roster;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import tools.jackson.databind.json.JsonMapper;

/** Wires the roster and owns its thread, {@code roster-1}. One write runs and one waits; more say nothing new. */
@Configuration(proxyBeanMethods = false)
class RosterConfiguration implements DisposableBean {

    private static final int LAST_WRITE_SECONDS = 2;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), named(), new ThreadPoolExecutor.DiscardPolicy());

    @Bean
    Roster roster(PeerConfig config, JsonMapper json, Clock clock) {
        return new FileRoster(config.stateDir(), json, clock, thread);
    }

    /** What was kept while the overlay said goodbye is still written. */
    @Override
    public void destroy() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(LAST_WRITE_SECONDS, TimeUnit.SECONDS)) {
            thread.shutdownNow();
        }
    }

    private static CustomizableThreadFactory named() {
        CustomizableThreadFactory named = new CustomizableThreadFactory("roster-");
        named.setDaemon(true);
        return named;
    }
}
