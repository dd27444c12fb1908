package io.parvada.peer.transfers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.LiveSettings;
import io.parvada.transfer.storage.SharedFolder;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Wires the room and owns its one thread. */
@Configuration(proxyBeanMethods = false)
class TransfersConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(TransfersConfiguration.class);

    // Idle plus one sweep is under the 10 s within which the permit of a sender that is gone has to be free.
    private static final Duration UPLOAD_IDLE = Duration.ofSeconds(8);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    // A broken upload can be resumed for a day; then its space is worth more.
    private static final Duration STAGED_KEPT = Duration.ofHours(24);
    private static final Duration RECLAIM = Duration.ofMinutes(30);
    // Soon after the start, when the last run may have left some, but not while the peer is still busy with starting.
    private static final Duration FIRST_RECLAIM = Duration.ofSeconds(10);

    @Bean
    Permits permits(LiveSettings settings, MeterRegistry meters) {
        Permits permits = new Permits(() -> settings.limits().maxTransfers(), System::nanoTime);
        Gauge.builder("parvada.transfers.active", permits, Permits::active)
                .description("Downloads and uploads that run now")
                .register(meters);
        Gauge.builder("parvada.transfers.waiting", permits, Permits::waiting)
                .description("Callers that were told BUSY and have a place in line")
                .register(meters);
        return permits;
    }

    @Bean
    Intake intake(SharedFolder folder, Catalog catalog, LiveSettings settings) {
        return new Intake(folder, catalog, () -> settings.limits().maxFileSize().toBytes());
    }

    @Bean
    Uploads uploads(SharedFolder folder, Intake intake, Permits permits) {
        return new Uploads(
                folder.staging(), intake, permits, () -> UUID.randomUUID().toString(), System::nanoTime);
    }

    @Bean
    Timer transfersTimer(Uploads uploads, SharedFolder folder) {
        Timer timer = new Timer(
                Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("transfers-timer-")));
        timer.every(SWEEP, SWEEP, () -> uploads.closeIdle(UPLOAD_IDLE));
        timer.every(FIRST_RECLAIM, RECLAIM, () -> reclaim(folder));
        return timer;
    }

    /** Keeps the thread out of the context's own types: a bean that is an executor would be taken for everyone's. */
    record Timer(ScheduledExecutorService executor) implements AutoCloseable {
        void every(Duration first, Duration period, Runnable task) {
            executor.scheduleWithFixedDelay(
                    () -> guarded(task), first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    // A task that throws would never run again.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("A sweep of the transfers failed", e);
        }
    }

    private static void reclaim(SharedFolder folder) {
        if (folder.writable()) {
            int files = folder.staging().reclaim(STAGED_KEPT);
            if (files > 0) {
                LOG.info("Reclaimed {} abandoned transfers", files);
            }
        }
    }
}
