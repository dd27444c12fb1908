package io.parvada.peer.transfers;

import io.parvada.peer.catalog.Catalog;
import io.parvada.transfer.storage.SharedFolder;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** This room without its timer and its Spring, for the tests of rooms above; time moves when the test says so. */
public final class TestTransfers {

    public final Permits permits;
    public final Intake intake;
    public final Uploads uploads;
    private final AtomicLong nanos = new AtomicLong();

    public TestTransfers(SharedFolder folder, Catalog catalog, int maxTransfers, long maxFileBytes) {
        permits = new Permits(() -> maxTransfers, nanos::get);
        intake = new Intake(folder, catalog, () -> maxFileBytes);
        uploads = new Uploads(
                folder.staging(), intake, permits, () -> UUID.randomUUID().toString(), nanos::get);
    }

    public static Permits permits(int max) {
        return new Permits(() -> max, System::nanoTime);
    }

    /** So much time passes; then uploads that were idle for {@code idleFor} are closed. */
    public void pass(Duration time, Duration idleFor) {
        nanos.addAndGet(time.toNanos());
        uploads.closeIdle(idleFor);
    }
}
