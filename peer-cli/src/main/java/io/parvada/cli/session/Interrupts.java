package io.parvada.cli.session;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Ctrl-C and SIGTERM. The JVM ends with 130 or 143 by itself once its hooks are done; the hook cancels what is under way
 * and gives it a moment to make durable what was proven, so that the next run goes on from there.
 */
public final class Interrupts {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Runnable NOTHING = () -> {};

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Runnable> cancel = new AtomicReference<>(NOTHING);

    /** Registers the hook; for the process itself, not for tests. The JVM takes hooks as threads and in no other form. */
    public void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "interrupt"));
    }

    /** The run is over and has said what it had to say. */
    public void ended() {
        ended.countDown();
    }

    public boolean interrupted() {
        return interrupted.getCount() == 0;
    }

    /** Does {@code work}; an interruption meanwhile, or one before, calls {@code cancel}, from another thread, once. */
    public <T> T during(Runnable cancel, Supplier<T> work) {
        this.cancel.set(cancel);
        if (interrupted()) {
            cancelNow();
        }
        try {
            return work.get();
        } finally {
            this.cancel.set(NOTHING);
        }
    }

    /** What to say of a call that failed: after an interruption that, whatever became of the call. */
    public PeerException told(PeerException failure) {
        return interrupted() ? new PeerException(Reason.CANCELLED, "interrupted", failure) : failure;
    }

    /** Waits. @throws PeerException CANCELLED as soon as the user interrupts */
    public void pause(Duration time) {
        try {
            if (interrupted.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PeerException(Reason.CANCELLED, "interrupted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        }
    }

    /** What the hook does. */
    public void interrupt() {
        if (ended.getCount() == 0) {
            return;
        }
        interrupted.countDown();
        if (cancelNow()) {
            awaitEnd();
        }
    }

    private boolean cancelNow() {
        Runnable action = cancel.getAndSet(NOTHING);
        action.run();
        return action != NOTHING;
    }

    private void awaitEnd() {
        try {
            ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
