package io.parvada.peer.catalog;

/** Progress of the index: SCANNING the tree, HASHING contents, or IDLE. done and total count files of that state. */
public record Indexing(State state, long done, long total) {
    public enum State {
        SCANNING,
        HASHING,
        IDLE
    }
}
