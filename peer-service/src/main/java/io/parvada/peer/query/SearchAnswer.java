package io.parvada.peer.query;

import io.parvada.transfer.content.Sha256;
import java.util.List;
import java.util.UUID;

/** The answer to a search, from a peer to a person and from peer to peer alike. explain is null unless asked for. */
public record SearchAnswer(
        String query,
        Sha256 root,
        UUID id,
        int ttl,
        int fanout,
        int limit,
        long timeoutMs,
        List<Hit> hits,
        Coverage coverage,
        boolean complete,
        boolean truncated,
        long tookMs,
        Hop explain) {}
