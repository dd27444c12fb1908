package io.parvada.cli.ask;

import io.parvada.cli.output.LiveLines;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.AskedPeer;
import io.parvada.cli.peer.Json;
import io.parvada.cli.peer.Query;
import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A search whose hits are drawn as they arrive, each (name, size, root) once with what was said of it last. What is drawn
 * vanishes at the end, when the whole answer is there to be printed. One thread, one use.
 */
final class ArrivingHits {

    private record Key(String name, long size, String root) {}

    private final Session session;
    private final Function<Iterable<JsonNode>, List<String>> drawn;
    private final Map<Key, JsonNode> hits = new LinkedHashMap<>();
    private ObjectNode end;

    /** @param drawn how hits look */
    ArrivingHits(Session session, Function<Iterable<JsonNode>, List<String>> drawn) {
        this.session = session;
        this.drawn = drawn;
    }

    /** @return the answer as it would have come whole, its hits in the same order: exact names, beginnings, the rest */
    JsonNode search(Query query, String wanted) {
        try (LiveLines lines = session.console().live()) {
            Optional<Answer> whole = session.asked().events("/search", query, event -> took(event, lines));
            if (whole.isPresent()) {
                return whole.get().json();
            }
        } catch (PeerException e) {
            // Readers of events are few; a whole answer may still be had.
            if (e.reason() == Reason.BUSY && hits.isEmpty()) {
                return session.asked().get("/search", query).json();
            }
            throw e;
        }
        if (end == null) {
            throw new PeerException(
                    Reason.PEER_UNREACHABLE,
                    "the peer broke off after " + Cells.count(hits.size(), "hit") + ", before its search had ended");
        }
        String text = wanted == null ? "" : wanted.toLowerCase(Locale.ROOT);
        hits.values().stream()
                .sorted(Comparator.comparingInt((JsonNode hit) -> rank(name(hit), text))
                        .thenComparing(ArrivingHits::name)
                        .thenComparing(hit -> hit.path("size").longValue(0)))
                .forEach(end.putArray("hits")::add);
        return end;
    }

    private void took(AskedPeer.Event event, LiveLines lines) {
        JsonNode data = event.data();
        if (event.name().equals("hit")) {
            hits.put(new Key(name(data), data.path("size").longValue(0), Json.text(data, "root")), data);
        } else if (event.name().equals("coverage") && data instanceof ObjectNode answer) {
            end = answer;
        }
        if (end == null && !event.more()) {
            lines.draw(drawn.apply(hits.values()));
        }
    }

    private static String name(JsonNode hit) {
        String name = Json.text(hit, "name");
        return name == null ? "" : name;
    }

    private static int rank(String name, String text) {
        String whole = name.toLowerCase(Locale.ROOT);
        String last = whole.substring(whole.lastIndexOf('/') + 1);
        if (whole.equals(text) || last.equals(text)) {
            return 0;
        }
        return whole.startsWith(text) || last.startsWith(text) ? 1 : 2;
    }
}
