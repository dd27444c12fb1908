package io.parvada.peer.remote;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.QueryTransport;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.summary.Neighbourhood;
import io.parvada.peer.summary.Summary;
import io.parvada.peer.summary.SummaryTransport;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Queries, and the summaries that spare some, over HTTP. A peer's addresses are tried in order, those first that lately
 * proved to be its own; the next one only where connecting failed, or where someone else turned out to live. An address
 * that has not proven itself is asked for that before it is told the query.
 */
final class HttpQueries implements QueryTransport, SummaryTransport {

    private final Proofs proofs;
    private final Answers answers;

    HttpQueries(Proofs proofs, Answers answers) {
        this.proofs = proofs;
        this.answers = answers;
    }

    @Override
    public CompletableFuture<SearchAnswer> query(Peer peer, QueryMessage message, Duration timeout) {
        Asking asking = new Asking(peer, answers.write(message), System.nanoTime() + timeout.toNanos());
        return asking.at(ordered(peer), 0);
    }

    @Override
    public CompletableFuture<Summary> summary(Peer peer, Duration timeout) {
        return fetched(peer, "/summary", Summary.MOST_ENCODED_BYTES, timeout, answers::summary);
    }

    @Override
    public CompletableFuture<Neighbourhood> neighbourhood(Peer peer, PeerId asker, List<Long> held, Duration timeout) {
        String path = "/summary/neighbours?for=" + asker + "&held="
                + held.stream().map(String::valueOf).collect(Collectors.joining(","));
        return fetched(peer, path, Neighbourhood.MOST_ENCODED_BYTES, timeout, answers::neighbourhood);
    }

    private <T> CompletableFuture<T> fetched(
            Peer peer, String path, int maxBytes, Duration timeout, BiFunction<HttpOut.Answer, String, T> read) {
        PeerUrl url = ordered(peer).get(0);
        Optional<Proven.Place> place = proven(url, peer);
        if (place.isEmpty()) {
            // It is probed every second: soon it has proven itself, or is dead.
            return CompletableFuture.failedFuture(
                    new PeerException(Reason.PEER_UNREACHABLE, url + " has not proven itself lately"));
        }
        return proofs.send(url, place.get(), path, null, maxBytes, timeout)
                .thenApply(answer -> read.apply(answer, url.toString()))
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(HttpMembership.peerException(failure, url)));
    }

    private Optional<Proven.Place> proven(PeerUrl url, Peer peer) {
        return proofs.lately(url).filter(place -> place.proof().id().equals(peer.id()));
    }

    private List<PeerUrl> ordered(Peer peer) {
        List<PeerUrl> ordered = new ArrayList<>();
        List<PeerUrl> unproven = new ArrayList<>();
        for (Endpoint endpoint : peer.endpoints()) {
            (proven(endpoint.url(), peer).isPresent() ? ordered : unproven).add(endpoint.url());
        }
        ordered.addAll(unproven);
        return ordered;
    }

    private final class Asking {
        private final Peer peer;
        private final byte[] body;
        private final long endNanos;

        Asking(Peer peer, byte[] body, long endNanos) {
            this.peer = peer;
            this.body = body;
            this.endNanos = endNanos;
        }

        CompletableFuture<SearchAnswer> at(List<PeerUrl> addresses, int index) {
            PeerUrl url = addresses.get(index);
            return proof(url).thenCompose(place -> ask(url, place)).exceptionallyCompose(failure -> {
                boolean elsewhere = !(failure.getCause() instanceof PeerException)
                        && !(failure instanceof PeerException)
                        && !DialFailure.of(failure).connected();
                if (elsewhere && index + 1 < addresses.size() && left().toMillis() > 0) {
                    return at(addresses, index + 1);
                }
                return CompletableFuture.failedFuture(HttpMembership.peerException(failure, url));
            });
        }

        private CompletableFuture<Proven.Place> proof(PeerUrl url) {
            return proofs.at(url, left()).thenApply(place -> {
                if (!place.proof().id().equals(peer.id())) {
                    throw DialFailure.before(PortReach.WRONG_ID, "another peer answers there");
                }
                return place;
            });
        }

        private CompletableFuture<SearchAnswer> ask(PeerUrl url, Proven.Place place) {
            return proofs.send(url, place, "/search", body, HttpOut.MAX_BODY_BYTES, left())
                    .thenApply(answer -> answers.search(answer, url.toString()));
        }

        private Duration left() {
            return HttpMembership.left(endNanos);
        }
    }
}
