package io.parvada.peer.emulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** A clock that stands still but for {@link #advance}, and what is to happen when. One thread. */
public final class VirtualTime {

    /** What was cancelled stays in line without its task: to take it out would cost a walk through all of them. */
    private static final class Event {
        private final Instant at;
        private final long sequence;
        private Runnable task;

        Event(Instant at, long sequence, Runnable task) {
            this.at = at;
            this.sequence = sequence;
            this.task = task;
        }

        Instant at() {
            return at;
        }

        long sequence() {
            return sequence;
        }
    }

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::sequence));

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private long sequence;

    public Instant now() {
        return now;
    }

    /** @return cancels it */
    public Runnable after(Duration delay, Runnable task) {
        Event event = new Event(delay.isNegative() ? now : now.plus(delay), sequence++, task);
        events.add(event);
        return () -> event.task = null;
    }

    /** Lets all happen that is due within {@code time}, in order. */
    public void advance(Duration time) {
        Instant until = now.plus(time);
        while (nextBy(until)) {
            step();
        }
        now = until;
    }

    /** Advances until the future is done and returns it; fails the test if that takes more than {@code most}. */
    public <T> CompletableFuture<T> await(CompletableFuture<T> future, Duration most) {
        Instant until = now.plus(most);
        while (!future.isDone()) {
            if (!nextBy(until)) {
                throw new AssertionError("not done after " + most);
            }
            step();
        }
        return future;
    }

    private boolean nextBy(Instant until) {
        while (!events.isEmpty() && events.peek().task == null) {
            events.remove();
        }
        return !events.isEmpty() && !events.peek().at().isAfter(until);
    }

    private void step() {
        Event event = events.remove();
        now = event.at();
        Runnable task = event.task;
        event.task = null;
        task.run();
    }
}
