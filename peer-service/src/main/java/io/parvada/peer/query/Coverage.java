package io.parvada.peer.query;

import io.parvada.transfer.error.Reason;
import java.util.List;

/**
 * Whom a search reached. All but {@code known} are sums over the tree of peers that took part.
 *
 * @param known the origin itself, everyone it knows who has not left, and its friends never met
 * @param asked how many were sent the query; a peer reached twice counts twice
 * @param answered how many of them answered in time
 * @param pruned how many were left out because summaries say that nothing of it is there or behind them
 * @param duplicates how many were asked what they had been asked before
 * @param messages queries sent
 * @param maxHops the longest way that an answer came; 0 when only the origin's own catalog answered
 * @param unreachable who could not be asked or did not answer in time
 */
public record Coverage(
        String strategy,
        int known,
        int asked,
        int answered,
        int pruned,
        int duplicates,
        int messages,
        int maxHops,
        List<Unreachable> unreachable) {

    /** The strategy where a directory answered for those who are logged in there; the others were asked as by a flood. */
    public static final String DIRECTORY = "directory";

    /** id and name are null for a configured friend never met. */
    public record Unreachable(String id, String name, String url, Reason reason) {}
}
