package io.parvada.peer.search;

import io.parvada.transfer.content.Sha256;
import java.time.Duration;

/** A person's search: query or root; null means the configured default; what is out of bounds is clamped. */
public record SearchRequest(
        String query, Sha256 root, Integer ttl, Integer fanout, Integer limit, Duration timeout, boolean explain) {}
