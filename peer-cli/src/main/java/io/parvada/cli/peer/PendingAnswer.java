package io.parvada.cli.peer;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A call that may take long. One thread waits, any thread may cancel. */
public final class PendingAnswer {

    private final CompletableFuture<HttpResponse<byte[]>> call;
    private final URI uri;
    private volatile boolean cancelled;

    PendingAnswer(CompletableFuture<HttpResponse<byte[]>> call, URI uri) {
        this.call = call;
        this.uri = uri;
    }

    public void cancel() {
        cancelled = true;
        call.cancel(true);
    }

    /** @throws PeerException CANCELLED once cancelled, else as any call of {@link AskedPeer} */
    public Answer await() {
        try {
            HttpResponse<byte[]> response = call.get();
            URI base = URI.create(uri.getScheme() + "://" + uri.getAuthority());
            return AskedPeer.answer(response.statusCode(), response.body(), base);
        } catch (ExecutionException | CancellationException e) {
            if (cancelled) {
                throw new PeerException(Reason.CANCELLED, "interrupted; nothing of it is there, it begins anew", e);
            }
            throw HttpCalls.failure(e.getCause(), uri);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        }
    }
}
