package io.parvada.peer.transfers;

import io.parvada.peer.catalog.CatalogEntry;

/** What became of bytes that came in. */
public record Stored(CatalogEntry entry, Outcome outcome) {
    public enum Outcome {
        CREATED,
        ALREADY_PRESENT,
        REPLACED
    }
}
