package io.parvada.peer.overlay;

import io.parvada.peer.identity.Peer;
import java.util.List;

/** The answer to /register: who answers, whom it knows, and how the caller could be reached. */
public record Registration(Peer peer, List<Peer> peers, Reached reached) {}
