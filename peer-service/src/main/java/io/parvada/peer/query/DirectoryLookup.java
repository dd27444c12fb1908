package io.parvada.peer.query;

import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The directory that this peer uses, if it uses one: asked before any neighbour. */
public interface DirectoryLookup {

    /** Of a peer that uses none. */
    DirectoryLookup NONE = (question, limit, timeout) ->
            CompletableFuture.failedFuture(new PeerException(Reason.PEER_UNREACHABLE, "this peer uses no directory"));

    /**
     * @param truncated whether there is more than these hits
     * @param present who was logged in some seconds ago, and so need not be asked
     */
    record Answer(List<Hit> hits, boolean truncated, Set<PeerId> present) {}

    /**
     * Does not block.
     *
     * @param limit hits wanted
     * @return fails with PeerException within {@code timeout}, at once where no directory has answered lately
     */
    CompletableFuture<Answer> ask(Question question, int limit, Duration timeout);
}
