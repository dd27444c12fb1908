package io.parvada.peer.search;

import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.content.Sha256;
import java.util.List;
import java.util.UUID;

/** A query from peer to peer, the body of POST /search. deadlineMs is the time left; asked holds at most 64 ids. */
public record QueryMessage(
        UUID id,
        PeerId originId,
        List<PeerId> asked,
        String query,
        Sha256 root,
        int ttl,
        int fanout,
        int limit,
        long deadlineMs,
        boolean explain) {}
