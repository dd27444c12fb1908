package io.parvada.peer.downloads;

import java.util.EnumSet;
import java.util.Set;

/** How far a download has come. The last three are ends: a download stays in them until it is forgotten. */
public enum DownloadState {
    /** Has its turn when those before it have had theirs. */
    QUEUED,
    /** Is fetched, or copied from this peer's own share. */
    RUNNING,
    /**
     * Nobody who holds it could be reached, or a file that is not hashed yet has its name and may be the same; it is
     * queued again after a time.
     */
    WAITING,
    /** All is proven and is being given its name: too late to cancel. */
    COMMITTING,
    DONE,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return next().isEmpty();
    }

    boolean mayBecome(DownloadState to) {
        return next().contains(to);
    }

    private Set<DownloadState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(RUNNING, CANCELLED);
            case RUNNING -> EnumSet.of(WAITING, COMMITTING, DONE, FAILED, CANCELLED);
            case WAITING -> EnumSet.of(QUEUED, CANCELLED);
            case COMMITTING -> EnumSet.of(WAITING, DONE, FAILED);
            case DONE, FAILED, CANCELLED -> EnumSet.noneOf(DownloadState.class);
        };
    }
}
