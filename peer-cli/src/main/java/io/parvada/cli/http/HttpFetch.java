package io.parvada.cli.http;

import io.parvada.cli.local.HttpPart;
import io.parvada.cli.output.Progress;
import io.parvada.cli.peer.HttpCalls;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** One GET at a time into a part file, from where that ends. Main thread; {@link #cancel} from any. */
final class HttpFetch {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String PEER_ID = "parvada-peer-id";
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int UNAUTHORIZED = 401;

    private final HttpPart part;
    private final ContentId content;
    private final Progress progress;
    private final LongSupplier nanos;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile boolean cancelled;

    HttpFetch(HttpPart part, ContentId content, Progress progress) {
        this(part, content, progress, System::nanoTime);
    }

    /** @param nanos the clock by which a holder is found to be slow */
    HttpFetch(HttpPart part, ContentId content, Progress progress, LongSupplier nanos) {
        this.nanos = nanos;
        this.part = part;
        this.content = content;
        this.progress = progress;
    }

    /** Ends the call under way and every later one with CANCELLED, within a fraction of a second. */
    void cancel() {
        cancelled = true;
    }

    /**
     * Fetches what the part lacks. What came stays in the part, also when this throws.
     *
     * @param url one of the holder's
     * @throws PeerException FILE_NOT_FOUND when the holder has other content now; PEER_UNREACHABLE, also when another
     *     peer answers there; DEADLINE_EXCEEDED when it sends too little ({@link LeastRate}); CORRUPT_SOURCE when it sends too much; CANCELLED,
     *     STORAGE_FULL, STORAGE_FAILURE
     */
    void from(HttpHolder holder, URI url) {
        HttpResponse<byte[]> response = ask(holder, url, Map.of());
        if (response.statusCode() == UNAUTHORIZED) {
            Map<String, String> shown = holder.shown("GET", url);
            response = shown.isEmpty() ? response : ask(holder, url, shown);
        }
        if (response.statusCode() != OK && response.statusCode() != PARTIAL) {
            throw HttpCalls.refusal(response.statusCode(), response.body(), url);
        }
        if (!part.full()) {
            throw new PeerException(Reason.PEER_UNREACHABLE, url.getAuthority() + " ended before the end of the file");
        }
    }

    private HttpResponse<byte[]> ask(HttpHolder holder, URI url, Map<String, String> shown) {
        long offset = part.size();
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Accept", "application/octet-stream");
        shown.forEach(request::header);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-").header("If-Range", etag());
        }
        return await(http.sendAsync(request.GET().build(), info -> body(info, offset, holder)), url, holder.received());
    }

    private BodySubscriber<byte[]> body(ResponseInfo info, long offset, HttpHolder holder) {
        Optional<String> id = info.headers().firstValue(PEER_ID);
        if (id.isPresent() && holder.id() != null && !id.get().equals(holder.id())) {
            return new RefusedBody(
                    new PeerException(Reason.PEER_UNREACHABLE, "another peer answers there, with the id " + id.get()));
        }
        if (info.statusCode() != OK && info.statusCode() != PARTIAL) {
            return HttpCalls.smallBody();
        }
        Optional<String> tag = info.headers().firstValue("ETag");
        if (tag.isPresent() && !tag.get().equals(etag())) {
            return new RefusedBody(new PeerException(Reason.FILE_NOT_FOUND, "it has other content of this name now"));
        }
        if (info.statusCode() == OK) {
            part.restart();
        } else if (!info.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + offset + "-")) {
            return new RefusedBody(
                    new PeerException(Reason.CORRUPT_SOURCE, "it answered with another range than was asked"));
        }
        return new ReceivedBody(part, holder.received());
    }

    private <T> T await(CompletableFuture<T> call, URI url, AtomicLong received) {
        LeastRate rate = new LeastRate(received.get(), nanos.getAsLong());
        while (true) {
            try {
                return call.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillUnderWay) {
                progress.update(part.size(), content.sizeBytes());
                Optional<String> why = rate.tooLittle(received.get(), nanos.getAsLong());
                if (cancelled || why.isPresent()) {
                    call.cancel(true);
                    throw cancelled
                            ? interrupted()
                            : new PeerException(Reason.DEADLINE_EXCEEDED, url.getAuthority() + " " + why.get());
                }
            } catch (ExecutionException e) {
                throw HttpCalls.failure(e.getCause(), url);
            } catch (CancellationException | InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private String etag() {
        return "\"" + content.root().hex() + "\"";
    }

    private static PeerException interrupted() {
        return new PeerException(Reason.CANCELLED, "interrupted");
    }
}
