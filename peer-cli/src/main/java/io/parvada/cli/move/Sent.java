package io.parvada.cli.move;

import io.parvada.cli.output.Console;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Json;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report of an upload.
 *
 * @param to the peer that has it now, for a person
 * @param sentBytes in this run; less than the size where the peer had some of it from before
 */
record Sent(
        String action,
        String name,
        String to,
        long sizeBytes,
        String root,
        String sha256,
        boolean alreadyThere,
        long sentBytes,
        Duration time) {

    void print(Console console) {
        console.line(
                alreadyThere
                        ? name + " is already at " + to + ", with exactly this content"
                        : name + ": " + Units.bytes(sizeBytes) + " stored at " + to + ", sent " + Units.bytes(sentBytes)
                                + " in " + Units.time(time) + " (" + Units.rate(sentBytes, time) + ")");
        console.line("  root    " + root);
        console.line("  sha256  " + sha256);
    }

    ObjectNode json() {
        return Json.object()
                .put("action", action)
                .put("name", name)
                .put("peer", to)
                .put("size", sizeBytes)
                .put("root", root)
                .put("sha256", sha256)
                .put("already_there", alreadyThere)
                .put("sent_bytes", sentBytes)
                .put("took_ms", time.toMillis())
                .put("bytes_per_second", Units.bytesPerSecond(sentBytes, time));
    }
}
