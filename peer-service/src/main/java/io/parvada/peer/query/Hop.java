package io.parvada.peer.query;

import java.util.List;

/** One peer's part in a search, with explain: its time as its asker saw it, its hits, why not, and whom it asked. */
public record Hop(String id, String name, long tookMs, int hits, String reason, List<Hop> asked) {}
