package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.ProbeAnswer;
import io.parvada.peer.membership.Reached;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Dials endpoints and believes only one that answers on both ports with the id that is expected there. The futures never
 * fail. Stateless; any thread.
 */
final class Dialler {

    /**
     * How it went.
     *
     * @param endpoint the one that proved itself, or the first that was tried
     * @param answer what it said; its peer may be null or another one
     * @param reached both() only for the expected peer, serving
     */
    record Dialled(Endpoint endpoint, ProbeAnswer answer, Reached reached) {
        boolean proven() {
            return reached.both();
        }
    }

    private final MembershipTransport transport;

    Dialler(MembershipTransport transport) {
        this.transport = transport;
    }

    CompletableFuture<Dialled> dial(PeerId expected, Endpoint endpoint) {
        return probe(endpoint).thenApply(answer -> new Dialled(endpoint, answer, judge(expected, endpoint, answer)));
    }

    /** One after the other until one proves itself; else how the first one failed. */
    CompletableFuture<Dialled> inOrder(PeerId expected, List<Endpoint> endpoints) {
        return dial(expected, endpoints.get(0)).thenCompose(first -> {
            if (first.proven() || endpoints.size() == 1) {
                return CompletableFuture.completedFuture(first);
            }
            return inOrder(expected, endpoints.subList(1, endpoints.size()))
                    .thenApply(later -> later.proven() ? later : first);
        });
    }

    /** All at once, for a peer that must be found within seconds; the first in order that proves itself counts. */
    CompletableFuture<Dialled> atOnce(PeerId expected, List<Endpoint> endpoints) {
        CompletableFuture<Dialled> best = dial(expected, endpoints.get(0));
        for (Endpoint endpoint : endpoints.subList(1, endpoints.size())) {
            best = best.thenCombine(
                    dial(expected, endpoint), (first, later) -> first.proven() || !later.proven() ? first : later);
        }
        return best;
    }

    /** Who is there, whoever it is. */
    CompletableFuture<ProbeAnswer> probe(Endpoint endpoint) {
        return transport.probe(endpoint, Suspicion.TIMEOUT).exceptionally(broken -> {
            Reached none = Reached.of(endpoint, PortReach.NOT_A_PEER, PortReach.NOT_A_PEER);
            return new ProbeAnswer(null, false, null, Duration.ZERO, none);
        });
    }

    private static Reached judge(PeerId expected, Endpoint endpoint, ProbeAnswer answer) {
        Reached met = answer.reached();
        boolean another = answer.peer() != null && !answer.peer().id().equals(expected)
                || answer.elsewhere() != null && !answer.elsewhere().id().equals(expected);
        if (another) {
            return Reached.of(endpoint, PortReach.WRONG_ID, met.grpc());
        }
        if (met.rest() == PortReach.OK && answer.peer() == null) {
            return Reached.of(endpoint, PortReach.NOT_A_PEER, met.grpc());
        }
        if (met.grpc() == PortReach.OK && !answer.serving()) {
            return Reached.of(endpoint, met.rest(), PortReach.NOT_SERVING);
        }
        return met;
    }
}
