package io.parvada.cli.peer;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The answer to "who has exactly this file".
 *
 * @param ignored sentences about sources whose description cannot be true; such a source is not among the holders
 * @param missed whom the search did not reach, a label and reason each
 */
public record Located(
        String wanted, List<Holder> holders, List<String> ignored, boolean complete, List<String> missed) {

    /** One of {@code filename} and {@code root} is null. */
    public static Answer ask(AskedPeer peer, String filename, String root) {
        return peer.get("/locate", new Query().with("filename", filename).with("root", root));
    }

    public static Located of(Answer answer, String wanted) {
        List<Holder> holders = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (JsonNode source : answer.json().path("sources")) {
            try {
                holders.add(Holder.of(source));
            } catch (PeerException e) {
                ignored.add(RemotePeer.of(source.path("peer")).label() + " is left out: " + e.detail());
            }
        }
        boolean complete = Json.flag(answer.json(), "complete");
        return new Located(wanted, holders, ignored, complete, missed(answer.json()));
    }

    /** The entries of {@code unreachable}, each as {@code peer3 (PEER_UNREACHABLE)}. */
    public static List<String> missed(JsonNode searchOrCoverage) {
        List<String> missed = new ArrayList<>();
        for (JsonNode entry : searchOrCoverage.path("unreachable")) {
            missed.add(RemotePeer.of(entry).label() + " (" + Json.text(entry, "reason") + ")");
        }
        return missed;
    }

    /** The failure to report when there is no holder; its cause tells whether the network was asked completely. */
    public PeerException notFound() {
        return notFound("no peer has '" + wanted + "'", complete, missed);
    }

    /** {@code incomplete: could not ask peer3 (PEER_UNREACHABLE)} */
    public String incompleteness() {
        return incompleteness(missed);
    }

    public static String incompleteness(List<String> missed) {
        return missed.isEmpty()
                ? "incomplete: not every peer could be asked"
                : "incomplete: could not ask " + String.join(", ", missed);
    }

    public static PeerException notFound(String sentence, boolean complete, List<String> missed) {
        if (complete) {
            return new PeerException(Reason.FILE_NOT_FOUND, sentence);
        }
        String incomplete = incompleteness(missed);
        return new PeerException(Reason.FILE_NOT_FOUND, sentence + "; " + incomplete, new IncompleteSearch(incomplete));
    }
}
