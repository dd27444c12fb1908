package io.parvada.peer.grpc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads of this room. A call has at most one task waiting (grpc-java serializes its callbacks), so what waits is
 * bounded by the calls that connections may have open.
 */
public final class GrpcThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcThreads.class);

    // Blocked on disk more than busy; more transfers than this take turns.
    private static final int CALL_THREADS = 64;
    private static final int CONTROL_THREADS = 2;
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Lanes calls = new Lanes("grpc-call-", CALL_THREADS);
    private final Lanes control = new Lanes("grpc-control-", CONTROL_THREADS);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("grpc-timer-"));

    /** For what may block on the disk. */
    public Executor calls() {
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
        calls.threads.shutdown();
        control.threads.shutdown();
    }

    /**
     * So many tasks at once, the rest wait in order. A thread that is idle is used before a new one is made, which a
     * pool with a queue does not do: each thread that ever sent a file keeps its buffers.
     */
    private static final class Lanes implements Executor {
        private final int width;
        private final ThreadPoolExecutor threads;
        // Both guarded by this.
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int running;

        Lanes(String name, int width) {
            this.width = width;
            this.threads = new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE, // never more than width, but for one that is just ending
                    KEPT.toSeconds(),
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    new CustomizableThreadFactory(name));
        }

        @Override
        public synchronized void execute(Runnable task) {
            waiting.add(task);
            if (running < width) {
                running++;
                threads.execute(this::drain);
            }
        }

        private void drain() {
            for (Runnable task = next(); task != null; task = next()) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("A callback of gRPC failed", e);
                }
            }
        }

        private synchronized Runnable next() {
            Runnable task = waiting.poll();
            if (task == null) {
                running--;
            }
            return task;
        }
    }
}
