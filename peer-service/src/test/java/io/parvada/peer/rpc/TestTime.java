package io.parvada.peer.rpc;

import io.parvada.peer.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still but for {@link #advance}; the threads of a server may ask it meanwhile. */
final class TestTime implements Timeline {

    private record Event(Instant at, Runnable task) {}

    // All guarded by this.
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at));
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Runnable after(Duration delay, Runnable task) {
        Event event = new Event(now.plus(delay), task);
        events.add(event);
        return () -> cancel(event);
    }

    /** On the calling thread. */
    void advance(Duration time) {
        Instant until = now().plus(time);
        for (Runnable due = next(until); due != null; due = next(until)) {
            due.run();
        }
    }

    private synchronized Runnable next(Instant until) {
        if (events.isEmpty() || events.peek().at().isAfter(until)) {
            now = until;
            return null;
        }
        now = events.peek().at();
        return events.remove().task();
    }

    private synchronized void cancel(Event event) {
        events.remove(event);
    }
}
