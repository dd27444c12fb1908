package io.parvada.peer.overlay;

import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.identity.Self;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.membership.Roster;
import io.parvada.peer.time.Timeline;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Wires the overlay and owns its one thread, {@code overlay-1}, on which timers fire and nothing waits. */
@Configuration(proxyBeanMethods = false)
class OverlayConfiguration implements DisposableBean {

    /**
     * Goodbyes are said in this phase of the shutdown. Higher phases stop earlier: the room rpc sets gRPC health to
     * NOT_SERVING, or closes its port, above it; the web server (SmartLifecycle.DEFAULT_PHASE - 1024 and below) stops
     * after it, because the neighbours come back to check.
     */
    static final int GOODBYE_PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    /** Not a bean: the web server would take any executor bean for its own. */
    private final ScheduledThreadPoolExecutor thread = overlayThread();

    @Bean
    Overlay overlay(Self self, LiveSettings settings, MembershipTransport transport, Roster roster) {
        Timeline timeline = Timeline.over(thread, Clock.systemUTC());
        return new Overlay(self.peer(), settings::friends, transport, roster, timeline, new SecureRandom());
    }

    /** Not in a lifecycle phase: friends dial back at once, so both servers must be up. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> overlayStart(Overlay overlay) {
        return ready -> overlay.start();
    }

    @Bean
    SmartLifecycle overlayGoodbye(Overlay overlay) {
        return new Goodbye(overlay);
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }

    private static ScheduledThreadPoolExecutor overlayThread() {
        CustomizableThreadFactory named = new CustomizableThreadFactory("overlay-");
        named.setDaemon(true);
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, named);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private static final class Goodbye implements SmartLifecycle {

        private final Overlay overlay;
        private volatile boolean running;

        Goodbye(Overlay overlay) {
            this.overlay = overlay;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            stop(() -> {});
        }

        @Override
        public void stop(Runnable done) {
            running = false;
            overlay.leave().whenComplete((told, failure) -> done.run());
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return GOODBYE_PHASE;
        }
    }
}
