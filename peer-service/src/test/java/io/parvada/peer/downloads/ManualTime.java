package io.parvada.peer.downloads;

import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes when the test says so; what is due then runs on the test's thread. */
final class ManualTime implements Timeline {

    private record Task(Instant due, Runnable task) {}

    private final List<Duration> pauses = new ArrayList<>();
    private final List<Task> waiting = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Runnable after(Duration delay, Runnable task) {
        pauses.add(delay);
        waiting.add(new Task(now.plus(delay), task));
        return () -> {};
    }

    /** All delays that were ever asked for. */
    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    void pass(Duration time) {
        List<Task> due;
        synchronized (this) {
            now = now.plus(time);
            due = waiting.stream().filter(task -> !task.due().isAfter(now)).toList();
            waiting.removeAll(due);
        }
        due.forEach(task -> task.task().run());
    }
}
