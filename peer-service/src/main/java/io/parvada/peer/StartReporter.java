package io.parvada.peer;

import io.parvada.peer.config.StartRefused;
import io.parvada.transfer.error.PeerException;
import java.io.PrintStream;
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
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefused || cause instanceof PeerException) {
                out.println(cause.getMessage());
                return true;
            }
        }
        return false;
    }
}
