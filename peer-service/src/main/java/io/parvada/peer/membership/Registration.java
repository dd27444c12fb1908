package io.parvada.peer.membership;

import io.parvada.peer.identity.Peer;
import java.util.List;

/**
 * The answer to /register: who answers, whom it knows, and how the caller could be reached.
 *
 * @param peers at most {@link #MAX_PEERS} that the answering peer believes alive; hearsay until each has answered itself
 */
public record Registration(Peer peer, List<Peer> peers, Reached reached) {

    public static final int MAX_PEERS = 16;
}
