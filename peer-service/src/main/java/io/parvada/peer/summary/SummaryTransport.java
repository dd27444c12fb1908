package io.parvada.peer.summary;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How a neighbour's summaries are had: the network in production, the emulated one in tests. */
public interface SummaryTransport {

    /**
     * GET /summary, at an address that has proven itself already. Does not block.
     *
     * @return completes on the transport's threads, exceptionally only with PeerException: INVALID_REQUEST for what is no
     *     summary
     */
    CompletableFuture<Summary> summary(Peer peer, Duration timeout);

    /**
     * GET /summary/neighbours, in the same way.
     *
     * @param asker whose own filter is not sent
     * @param held versions of filters that are not sent either
     */
    CompletableFuture<Neighbourhood> neighbourhood(Peer peer, PeerId asker, List<Long> held, Duration timeout);
}
