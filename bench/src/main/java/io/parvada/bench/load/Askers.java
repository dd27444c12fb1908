package io.parvada.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Some who ask one peer at once, each again as soon as it has its answer. */
final class Askers {

    /** Milliseconds of all answers, in order, and how many of them were complete. */
    record Times(double[] millis, int complete) {

        static Times of(List<Asker.Answer> answers) {
            return new Times(
                    answers.stream().mapToDouble(Asker.Answer::millis).sorted().toArray(),
                    (int) answers.stream().filter(Asker.Answer::complete).count());
        }

        /** The least that so many percent of the answers did not exceed. */
        double percentile(int percent) {
            return millis[Math.max(0, (int) Math.ceil(millis.length * percent / 100.0) - 1)];
        }

        int count() {
            return millis.length;
        }

        /** This and others as if of one. */
        static Times all(List<Times> some) {
            double[] millis = some.stream()
                    .flatMapToDouble(times -> Arrays.stream(times.millis))
                    .sorted()
                    .toArray();
            return new Times(millis, some.stream().mapToInt(Times::complete).sum());
        }
    }

    private final int port;
    private final String path;

    Askers(int port, String path) {
        this.port = port;
        this.path = path;
    }

    /** Each asks at least once, and begins no further search when {@code goOn} is false. */
    Times ask(int how, BooleanSupplier goOn) {
        ExecutorService threads = Executors.newFixedThreadPool(how);
        try {
            Callable<List<Asker.Answer>> one = () -> one(goOn);
            List<Future<List<Asker.Answer>>> running = new ArrayList<>();
            for (int i = 0; i < how; i++) {
                running.add(threads.submit(one));
            }
            List<Asker.Answer> answers = new ArrayList<>();
            for (Future<List<Asker.Answer>> each : running) {
                answers.addAll(each.get());
            }
            return Times.of(answers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a search failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    Times ask(int how, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        return ask(how, () -> System.nanoTime() < end);
    }

    private List<Asker.Answer> one(BooleanSupplier goOn) throws IOException {
        List<Asker.Answer> answers = new ArrayList<>();
        try (Asker asker = new Asker(port)) {
            do {
                answers.add(asker.get(path));
            } while (goOn.getAsBoolean());
        }
        return answers;
    }
}
