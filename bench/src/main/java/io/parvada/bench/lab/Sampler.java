package io.parvada.bench.lab;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Reads a value again and again while something else is measured, on a thread of its own, until it is closed. */
public final class Sampler implements AutoCloseable {

    /** @param seconds since the sampler was made */
    public record Sample(double seconds, double value) {}

    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final long start = System.nanoTime();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sampler"));

    public Sampler(Duration every, DoubleSupplier value) {
        thread.scheduleAtFixedRate(() -> sample(value), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sample(DoubleSupplier value) {
        double seconds = (System.nanoTime() - start) / 1e9;
        samples.add(new Sample(seconds, value.getAsDouble()));
    }

    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
