package io.parvada.peer.remote;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of this room, and their end. */
final class RemoteThreads implements AutoCloseable {

    private static final int ANSWER_THREADS = 4;
    private static final int ANSWER_QUEUE = 4096;
    private static final int LOOKUP_THREADS = 4;
    private static final int LOOKUP_QUEUE = 256;

    // A full queue slows the client's selector down instead of losing an answer.
    private final ExecutorService answers =
            pool("remote-http", ANSWER_THREADS, ANSWER_QUEUE, new ThreadPoolExecutor.CallerRunsPolicy());
    private final ExecutorService lookups =
            pool("remote-dns", LOOKUP_THREADS, LOOKUP_QUEUE, new ThreadPoolExecutor.AbortPolicy());
    private final ScheduledThreadPoolExecutor timer = forgetfulTimer();

    // A call that ended in time leaves nothing behind: its timeout would else hold the answer for seconds.
    private static ScheduledThreadPoolExecutor forgetfulTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("remote-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    Executor answers() {
        return answers;
    }

    /** Refuses when too many wait. */
    Executor lookups() {
        return lookups;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        lookups.shutdownNow();
        answers.shutdownNow();
    }

    private static ExecutorService pool(String name, int threads, int queue, RejectedExecutionHandler whenFull) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), named(name), whenFull);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory plain = Executors.defaultThreadFactory();
        return task -> {
            Thread thread = plain.newThread(task);
            thread.setName(name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
