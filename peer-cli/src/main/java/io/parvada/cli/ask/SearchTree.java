package io.parvada.cli.ask;

import io.parvada.cli.peer.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Draws how a query went from peer to peer. */
final class SearchTree {

    /** Deeper than any ttl; what a peer makes up beyond it is not drawn. */
    private static final int MAX_DEPTH = 16;

    private static final int MOST_NAMED = 5;

    private static final Map<String, String> BUT_ANSWERED =
            Map.of("DUPLICATE", "had the query already", "LIMIT", "more than wanted");

    private static final Map<String, String> NOT_ASKED = Map.of(
            "DEAD", "not asked: believed dead",
            "PRUNED", "not asked: summaries say that nothing of it is there",
            "FANOUT", "not asked: beyond the fanout",
            "TTL", "not asked: no hop left",
            "TIME", "not asked: no time left",
            "NOT_AWAITED", "not waited for: there were enough hits");

    private SearchTree() {}

    /** One line a peer: name, time as its asker saw it, hits, and why not; those not asked for one reason share a line. */
    static List<String> lines(JsonNode hop) {
        List<String> lines = new ArrayList<>();
        lines.add(describe(hop));
        children(hop, "", lines, 1);
        return lines;
    }

    private static void children(JsonNode hop, String indent, List<String> lines, int depth) {
        List<JsonNode> asked = new ArrayList<>();
        Map<String, List<String>> notAsked = new LinkedHashMap<>();
        for (JsonNode each : hop.path("asked")) {
            String why = NOT_ASKED.get(String.valueOf(Json.text(each, "reason")));
            if (why == null) {
                asked.add(each);
            } else {
                notAsked.computeIfAbsent(why, first -> new ArrayList<>()).add(name(each));
            }
        }
        if (depth > MAX_DEPTH) {
            return;
        }
        int left = asked.size() + notAsked.size();
        for (JsonNode each : asked) {
            boolean last = --left == 0;
            lines.add(indent + (last ? "└─ " : "├─ ") + describe(each));
            children(each, indent + (last ? "   " : "│  "), lines, depth + 1);
        }
        for (Map.Entry<String, List<String>> each : notAsked.entrySet()) {
            lines.add(indent + (--left == 0 ? "└─ " : "├─ ") + some(each.getValue()) + "  " + each.getKey());
        }
    }

    private static String describe(JsonNode hop) {
        String reason = Json.text(hop, "reason");
        String hits = Cells.count(hop.path("hits").longValue(0), "hit");
        String did = reason == null
                ? hits
                : BUT_ANSWERED.containsKey(reason) ? hits + ", " + BUT_ANSWERED.get(reason) : reason;
        return name(hop) + "  " + hop.path("took_ms").longValue(0) + " ms  " + did;
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }

    private static String name(JsonNode hop) {
        String name = Json.text(hop, "name");
        return name == null ? String.valueOf(Json.text(hop, "id")) : name;
    }
}
