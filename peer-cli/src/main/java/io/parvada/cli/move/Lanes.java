package io.parvada.cli.move;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one download: one a holder, named, and no reason for the process to stay alive. */
final class Lanes {

    private Lanes() {}

    static ExecutorService of(int holders) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(holders, task -> {
            Thread lane = new Thread(task, "fetch-" + number.incrementAndGet());
            lane.setDaemon(true);
            return lane;
        });
    }
}
