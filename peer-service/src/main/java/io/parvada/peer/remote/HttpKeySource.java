package io.parvada.peer.remote;

import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.credential.KeySet;
import io.parvada.peer.credential.KeySource;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The directory's keys from whichever of its processes answers first in order; each tells those of all. Blocks the thread
 * that asks.
 */
final class HttpKeySource implements KeySource {

    private static final String PATH = "/directory/jwks.json";

    private final Proofs proofs;
    private final List<PeerUrl> urls;

    /** @param urls of the processes, at least one */
    HttpKeySource(Proofs proofs, List<PeerUrl> urls) {
        this.proofs = proofs;
        this.urls = List.copyOf(urls);
    }

    @Override
    public KeySet keys(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        PeerException last = new PeerException(Reason.PEER_UNREACHABLE, "no directory is configured");
        for (int i = 0; i < urls.size(); i++) {
            // Each has an equal part of what is left, so that one that is silent leaves time for the others.
            Duration part = Duration.ofNanos(Math.max(0, end - System.nanoTime()) / (urls.size() - i));
            try {
                return keys(urls.get(i), part);
            } catch (PeerException e) {
                last = e;
            }
        }
        throw last;
    }

    private KeySet keys(PeerUrl url, Duration atMost) {
        try {
            long end = System.nanoTime() + atMost.toNanos();
            HttpOut.Answer answer = proofs.at(url, atMost)
                    .thenCompose(place ->
                            proofs.send(url, place, PATH, null, HttpOut.MAX_STATUS_BYTES, HttpMembership.left(end)))
                    .get(atMost.toMillis() + 100, TimeUnit.MILLISECONDS);
            if (answer.status() == 200) {
                return KeySet.parse(new String(answer.body(), StandardCharsets.UTF_8));
            }
            throw new PeerException(
                    Reason.PEER_UNREACHABLE, url + " answered HTTP " + answer.status() + ", and no keys");
        } catch (ExecutionException e) {
            throw HttpMembership.peerException(e.getCause(), url);
        } catch (TimeoutException e) {
            throw new PeerException(Reason.PEER_UNREACHABLE, url + " did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        }
    }
}
