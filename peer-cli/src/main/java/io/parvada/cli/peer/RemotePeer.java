package io.parvada.cli.peer;

import io.parvada.transfer.connection.PeerChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A peer as an answer describes it, {@code {id,name,url,grpc,addresses}}. Any field may be null; the lists hold no null
 * and at most 5 entries, the main address first. A gRPC address whose URL is https comes after {@link PeerChannel#TLS}.
 */
public record RemotePeer(String id, String name, List<String> urls, List<String> grpcs) {

    private static final int MAX_ADDRESSES = 5;

    public static RemotePeer of(JsonNode peer) {
        return new RemotePeer(
                Json.text(peer, "id"),
                Json.text(peer, "name"),
                addresses(peer, RemotePeer::url),
                addresses(peer, RemotePeer::grpc));
    }

    /** For people: the name, else the id, else an address. */
    public String label() {
        if (name != null) {
            return name;
        }
        return id != null ? id : urls.isEmpty() ? "?" : urls.get(0);
    }

    /** Whether the user means this peer by {@code nameOrId}. */
    public boolean answersTo(String nameOrId) {
        return nameOrId.equals(id) || nameOrId.equals(name);
    }

    private static String url(JsonNode address) {
        return Json.text(address, "url");
    }

    private static String grpc(JsonNode address) {
        String url = url(address);
        String grpc = Json.text(address, "grpc");
        return grpc != null && url != null && url.startsWith(PeerChannel.TLS) ? PeerChannel.TLS + grpc : grpc;
    }

    private static List<String> addresses(JsonNode peer, Function<JsonNode, String> part) {
        Set<String> distinct = new LinkedHashSet<>();
        distinct.add(part.apply(peer));
        peer.path("addresses").forEach(further -> distinct.add(part.apply(further)));
        distinct.remove(null);
        return new ArrayList<>(distinct).subList(0, Math.min(distinct.size(), MAX_ADDRESSES));
    }
}
