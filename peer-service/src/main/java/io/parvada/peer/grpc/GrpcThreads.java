package io.parvada.peer.grpc;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads of this room. A call has at most one task waiting (grpc-java serializes its callbacks), so the queues are
 * bounded by the calls that connections may have open.
 */
public final class GrpcThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcThreads.class);

    // Blocked on disk more than busy; more transfers than this take turns.
    private static final int CALL_THREADS = 64;
    private static final int CONTROL_THREADS = 2;
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final ThreadPoolExecutor calls = pool("grpc-call-", CALL_THREADS);
    private final ThreadPoolExecutor control = pool("grpc-control-", CONTROL_THREADS);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("grpc-timer-"));

    /** For what may block on the disk. */
    Executor calls() {
        return calls;
    }

    /** For what never blocks and must answer while the disk is slow. */
    Executor control() {
        return control;
    }

    /** On the one timer thread, for tasks that return quickly; one that fails is logged and runs again. */
    public void every(Duration period, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.warn("A sweep of the calls failed", e); // if it threw, it would never run again
            }
        };
        timer.scheduleWithFixedDelay(guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        calls.shutdown();
        control.shutdown();
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                KEPT.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new CustomizableThreadFactory(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
