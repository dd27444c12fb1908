package io.parvada.peer.http;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Answers as server-sent events (WHATWG HTML, 9.2). A stream is written by one thread of its own from a source that is
 * asked for the next event when the one before is written: a slow reader misses what lay between, costs that thread and
 * one event, and is cut when it takes nothing for Tomcat's time-out. Thread-safe.
 */
public final class EventStreams implements AutoCloseable {

    /** @param data written as JSON */
    public record Event(String name, Object data, boolean last) {
        /** Nothing new: a comment, which shows whether the reader is still there. */
        public static final Event NONE = new Event(null, null, false);
    }

    /** Asked by the stream's thread alone. */
    @FunctionalInterface
    public interface Source {
        /** Blocks until there is something to tell, for some seconds at most. */
        Event next() throws InterruptedException;

        /** Called once, on any thread, when nobody reads any more or the last event is out. */
        default void close() {}
    }

    static final int MOST = 32;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ExecutorService threads;

    /** @param threads one a stream, at most {@link #MOST}, rejecting what is more; stopped with this */
    EventStreams(ExecutorService threads) {
        this.threads = threads;
    }

    /** Ends after the last event, or when the reader is gone. @throws PeerException BUSY with Retry-After */
    public SseEmitter open(Source source) {
        SseEmitter emitter = new SseEmitter(0L);
        try {
            threads.execute(() -> pump(source, emitter));
        } catch (RejectedExecutionException full) {
            source.close();
            throw PeerException.retryAfter(Reason.BUSY, MOST + " readers of events are all there may be", RETRY_AFTER);
        }
        return emitter;
    }

    /** Ends all streams: this peer stops. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static void pump(Source source, SseEmitter emitter) {
        try {
            boolean more = true;
            while (more) {
                Event event = source.next();
                emitter.send(written(event));
                more = !event.last();
            }
            emitter.complete();
        } catch (IOException | RuntimeException gone) {
            emitter.completeWithError(gone); // without a last event: the reader sees that it is not whole
        } catch (InterruptedException stopping) {
            emitter.complete();
            Thread.currentThread().interrupt();
        } finally {
            source.close();
        }
    }

    private static SseEmitter.SseEventBuilder written(Event event) {
        return event.name() == null
                ? SseEmitter.event().comment("")
                : SseEmitter.event().name(event.name()).data(event.data(), MediaType.APPLICATION_JSON);
    }
}
