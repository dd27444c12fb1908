package io.parvada.cli.peer;

import io.parvada.transfer.content.ContentId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Who can give something of a content: {@code whole} have all of it, {@code partial} are fetching it themselves and give
 * what is proven there. Nobody twice. A peer that does not know of parts answers with whole ones alone.
 */
public record Sources(List<RemotePeer> whole, List<RemotePeer> partial) {

    private static final int MOST_HITS = 1_000;

    /** By a search that the asked peer makes; throws as {@link AskedPeer#get}. */
    public static Sources ask(AskedPeer peer, ContentId content) {
        Query query = new Query()
                .with("root", content.root().hex())
                .with("partial", true)
                .with("limit", MOST_HITS);
        Set<RemotePeer> whole = new LinkedHashSet<>();
        Set<RemotePeer> partial = new LinkedHashSet<>();
        for (JsonNode hit : peer.get("/search", query).json().path("hits")) {
            boolean same = content.sizeBytes() == hit.path("size").longValue(-1)
                    && content.root().hex().equals(Json.text(hit, "root"));
            if (same) {
                hit.path("peers").forEach(holder -> whole.add(RemotePeer.of(holder)));
                hit.path("partial").forEach(holder -> partial.add(RemotePeer.of(holder)));
            }
        }
        partial.removeAll(whole);
        return new Sources(List.copyOf(whole), List.copyOf(partial));
    }
}
