package io.parvada.peer.overlay;

import io.parvada.peer.identity.Peer;
import java.time.Duration;

/** What dialling both ports of one endpoint told. peer is null unless REST answered; serving is what gRPC health said. */
public record ProbeAnswer(Peer peer, boolean serving, Long files, Duration rtt, Reached reached) {}
