package io.parvada.peer.directory;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.List;

/**
 * One body of a peer's index: {@code removed} are taken out, then {@code added} put in; of one name the last counts.
 * Immutable.
 *
 * @param base the epoch that the peer's last body was answered with; 0 begins a new generation, which takes the place of
 *     the old one with the first body that has no {@code more}
 * @param more whether further bodies of this generation follow. Of a delta, a body on an index that is whole, each is
 *     seen as soon as it is acknowledged
 */
public record IndexUpdate(long base, List<IndexEntry> added, List<FileName> removed, boolean more) {

    /** Names in one body, of both lists together. */
    public static final int MOST_NAMES = 10_000;

    /** @throws PeerException TOO_LARGE for more than 10,000 names; INVALID_REQUEST for a negative base */
    public IndexUpdate {
        added = added == null ? List.of() : List.copyOf(added);
        removed = removed == null ? List.of() : List.copyOf(removed);
        if (added.size() + removed.size() > MOST_NAMES) {
            throw tooLarge();
        }
        if (base < 0) {
            throw new PeerException(Reason.INVALID_REQUEST, "base is an epoch, or 0 for a new generation");
        }
    }

    /** Also for who reads a body and has seen enough of it. */
    public static PeerException tooLarge() {
        return new PeerException(
                Reason.TOO_LARGE,
                "a body has at most " + MOST_NAMES + " names; send further ones in bodies that follow, with more");
    }
}
