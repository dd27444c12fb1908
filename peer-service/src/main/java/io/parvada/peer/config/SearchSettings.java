package io.parvada.peer.config;

import java.time.Duration;

/** Defaults of a search; callers may ask for others within the bounds. */
public record SearchSettings(int ttl, int fanout, int limit, Duration deadline) {}
