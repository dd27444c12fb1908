package io.parvada.cli.ask;

import io.parvada.cli.peer.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Draws how a query went from peer to peer. */
final class SearchTree {

    /** Deeper than any ttl; what a peer makes up beyond it is not drawn. */
    private static final int MAX_DEPTH = 16;

    private SearchTree() {}

    /** One line a peer: name, time as its asker saw it, hits, and why not. */
    static List<String> lines(JsonNode hop) {
        List<String> lines = new ArrayList<>();
        lines.add(describe(hop));
        children(hop, "", lines, 1);
        return lines;
    }

    private static void children(JsonNode hop, String indent, List<String> lines, int depth) {
        JsonNode asked = hop.path("asked");
        for (int i = 0; i < asked.size() && depth <= MAX_DEPTH; i++) {
            boolean last = i == asked.size() - 1;
            lines.add(indent + (last ? "└─ " : "├─ ") + describe(asked.get(i)));
            children(asked.get(i), indent + (last ? "   " : "│  "), lines, depth + 1);
        }
    }

    private static String describe(JsonNode hop) {
        String name = Json.text(hop, "name");
        String reason = Json.text(hop, "reason");
        return (name == null ? Json.text(hop, "id") : name) + "  "
                + hop.path("took_ms").longValue(0) + " ms  "
                + (reason == null ? Cells.count(hop.path("hits").longValue(0), "hit") : reason);
    }
}
