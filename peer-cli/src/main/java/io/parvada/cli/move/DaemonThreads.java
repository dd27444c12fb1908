package io.parvada.cli.move;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one command that moves a file: named, as many as it asks for, and no reason for the process to stay alive. */
final class DaemonThreads {

    private DaemonThreads() {}

    /** Runs a task beside the command; nobody waits for it. */
    static void aside(String name, Runnable task) {
        ExecutorService one = of(name, 1);
        one.execute(task);
        one.shutdown();
    }

    /** Whoever asked ends it. */
    static ExecutorService of(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
