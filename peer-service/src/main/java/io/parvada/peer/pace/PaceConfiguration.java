package io.parvada.peer.pace;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.time.Timeline;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Wires the room and owns its one thread. */
@Configuration(proxyBeanMethods = false)
class PaceConfiguration implements DisposableBean {

    /**
     * Signatures a second for one address, under a millisecond each: at most a twentieth of a processor. A neighbour asks
     * for two a minute, so up to 1,500 of them may share one translated address.
     */
    private static final int PROOFS_A_SECOND = 50;

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("pace-timer-"));

    @Bean
    Bandwidth bandwidth(LiveSettings settings, MeterRegistry meters) {
        timer.setRemoveOnCancelPolicy(true);
        Bandwidth bandwidth = new Bandwidth(Timeline.over(timer, Clock.systemUTC()), System::nanoTime);
        bandwidth.limit(settings.limits().rates());
        settings.onChange(() -> bandwidth.limit(settings.limits().rates()));
        count("sent", bandwidth.send(), meters);
        count("received", bandwidth.receive(), meters);
        return bandwidth;
    }

    @Bean
    CallRates queryRates(LiveSettings settings) {
        return new CallRates(() -> settings.limits().queryRate(), System::nanoTime);
    }

    @Bean
    CallRates proofRates() {
        return new CallRates(() -> PROOFS_A_SECOND, System::nanoTime);
    }

    /** Requests of one caller, by the identity that its credential names. */
    @Bean
    CallRates callerRates(LiveSettings settings) {
        return new CallRates(() -> settings.limits().callerRate(), System::nanoTime);
    }

    private static void count(String direction, Pace pace, MeterRegistry meters) {
        FunctionCounter.builder("parvada.transfers." + direction, pace, Pace::totalBytes)
                .baseUnit("bytes")
                .description("Bytes of transfers " + direction + ", but for those that the kernel sent by itself")
                .register(meters);
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
