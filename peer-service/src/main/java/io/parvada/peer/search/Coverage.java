package io.parvada.peer.search;

import io.parvada.transfer.error.Reason;
import java.util.List;

/** Whom a search reached. known is the origin's; asked, answered, pruned, duplicates, messages are sums over the tree. */
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

    /** id and name are null for a configured friend never met. */
    public record Unreachable(String id, String name, String url, Reason reason) {}
}
