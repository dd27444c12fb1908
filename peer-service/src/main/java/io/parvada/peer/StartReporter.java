package io.parvada.peer;

import io.parvada.peer.config.StartRefused;
import io.parvada.transfer.error.PeerException;
import java.io.PrintStream;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootExceptionReporter;

/**
 * Prints why the start was refused as the one sentence it is, without a stack trace. Anything else is left to Spring
 * Boot's own reporters. Named in {@code META-INF/spring.factories}.
 */
final class StartReporter implements SpringBootExceptionReporter {

    private final PrintStream out;

    StartReporter() {
        this(System.err);
    }

    StartReporter(PrintStream out) {
        this.out = out;
    }

    @Override
    public boolean reportException(Throwable failure) {
        Optional<Throwable> told = causes(failure)
                .filter(cause -> cause instanceof StartRefused || cause instanceof PeerException)
                .findFirst();
        told.ifPresent(cause -> out.println(cause.getMessage()));
        return told.isPresent();
    }

    /** Whether the operator has to mend something before the peer can start. */
    static boolean isRefusal(Throwable failure) {
        return causes(failure).anyMatch(StartRefused.class::isInstance);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
