package io.parvada.peer.overlay;

import io.parvada.peer.identity.Peer;
import java.time.Instant;

/** A known peer. rttMs and files are null until first heard; conflict is a sentence or null. */
public record Neighbour(Peer peer, PeerState state, Instant lastSeen, Double rttMs, Long files, String conflict) {}
