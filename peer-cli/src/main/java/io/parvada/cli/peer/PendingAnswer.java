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

    PendingAnswer(CompletableFuture<HttpResponse<byte[]>> call, URI uri) {
        this.call = call;
        this.uri = uri;
    }

    public void cancel() {
        call.cancel(true);
    }

    /** @throws PeerException CANCELLED once cancelled, else as any call of {@link AskedPeer} */
    public Answer await() {
        try {
            return AskedPeer.answer(call.get(), URI.create(uri.getScheme() + "://" + uri.getAuthority()));
        } catch (ExecutionException e) {
            throw HttpCalls.failure(e.getCause(), uri);
        } catch (CancellationException e) {
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        }
    }
}
