package io.parvada.cli.ask;

import io.parvada.cli.peer.RemotePeer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How values of answers stand in tables. */
final class Cells {

    private static final int SHORT_ROOT = 16;
    private static final int UP_TO_SECONDS = "2026-11-21T20:00:00".length();

    private Cells() {}

    /** Enough of a root to tell files apart by eye. */
    static String shortRoot(String root) {
        if (root == null) {
            return "(hashing)";
        }
        return root.length() > SHORT_ROOT ? root.substring(0, SHORT_ROOT) : root;
    }

    /** A time without its fraction of a second, {@code 2026-11-21T20:00:00Z}. */
    static String time(String instant) {
        return instant == null || instant.length() <= UP_TO_SECONDS
                ? instant
                : instant.substring(0, UP_TO_SECONDS) + "Z";
    }

    static String labels(JsonNode peers) {
        List<String> labels = new ArrayList<>();
        peers.forEach(peer -> labels.add(RemotePeer.of(peer).label()));
        return String.join(", ", labels);
    }

    static String first(List<String> addresses) {
        return addresses.isEmpty() ? null : addresses.get(0);
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String count(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
