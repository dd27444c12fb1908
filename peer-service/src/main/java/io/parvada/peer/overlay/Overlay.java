package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.Registration;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whom this peer knows and what it believes of them. Thread-safe; nothing here blocks. */
public final class Overlay {

    /** added is false if it was known. */
    public record Added(Neighbour neighbour, boolean added) {}

    /** A configured friend that never answered yet. */
    public record UnmetFriend(String url, Reason reason) {}

    /** All known peers, LEFT ones included, in order of name. */
    public List<Neighbour> neighbours() {
        throw new UnsupportedOperationException("due");
    }

    public Optional<Neighbour> find(PeerId id) {
        throw new UnsupportedOperationException("due");
    }

    public List<UnmetFriend> unmetFriends() {
        throw new UnsupportedOperationException("due");
    }

    /** How many are in each state; every state has a key. */
    public Map<PeerState, Integer> counts() {
        throw new UnsupportedOperationException("due");
    }

    /** Asks the candidate who it is and adds it. Fails with PEER_UNREACHABLE, FORBIDDEN, INVALID_REQUEST (itself). */
    public CompletableFuture<Added> add(Endpoint candidate, String name) {
        throw new UnsupportedOperationException("due");
    }

    /** @throws PeerException PEER_NOT_FOUND */
    public void forget(PeerId id) {
        throw new UnsupportedOperationException("due");
    }

    /** Another peer introduces itself: both its ports are dialled back before it counts. */
    public CompletableFuture<Registration> registered(Peer caller, int protocol, boolean leaving) {
        throw new UnsupportedOperationException("due");
    }

    /** Registers with all friends now. */
    public CompletableFuture<BootstrapReport> bootstrap() {
        throw new UnsupportedOperationException("due");
    }

    /** A search or a transfer with this peer went well. */
    public void answered(PeerId id) {
        throw new UnsupportedOperationException("due");
    }

    /** A search or a transfer with this peer was late or failed: counts as a failed probe. */
    public void failed(PeerId id, PeerException why) {
        throw new UnsupportedOperationException("due");
    }
}
