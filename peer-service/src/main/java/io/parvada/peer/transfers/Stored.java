package io.parvada.peer.transfers;

import io.parvada.peer.catalog.CatalogEntry;

/** What became of bytes that came in: durable and findable, whichever outcome it is. */
public record Stored(CatalogEntry entry, Outcome outcome) {
    public enum Outcome {
        /** The name was free. */
        CREATED,
        /** The name stood with exactly this content; nothing was changed. */
        ALREADY_PRESENT,
        /** The name stood with other content, which is gone. */
        REPLACED
    }
}
