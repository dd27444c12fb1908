package io.parvada.peer.emulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** A clock that stands still but for {@link #advance}, and what is to happen when. One thread. */
public final class VirtualTime {

    private record Event(Instant at, long sequence, Runnable task) {}

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
        return () -> events.remove(event);
    }

    /** Lets all happen that is due within {@code time}, in order. */
    public void advance(Duration time) {
        Instant until = now.plus(time);
        while (!events.isEmpty() && !events.peek().at().isAfter(until)) {
            step();
        }
        now = until;
    }

    /** Advances until the future is done and returns it; fails the test if that takes more than {@code most}. */
    public <T> CompletableFuture<T> await(CompletableFuture<T> future, Duration most) {
        Instant until = now.plus(most);
        while (!future.isDone()) {
            if (events.isEmpty() || events.peek().at().isAfter(until)) {
                throw new AssertionError("not done after " + most);
            }
            step();
        }
        return future;
    }

    private void step() {
        Event event = events.remove();
        now = event.at();
        event.task().run();
    }
}
