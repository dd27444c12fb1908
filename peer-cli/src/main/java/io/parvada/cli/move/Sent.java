package io.parvada.cli.move;

import io.parvada.cli.output.Console;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Json;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report of an upload.
 *
 * @param to the peer that has it now, for a person
 * @param sha256 where it was taken on the way
 * @param sentBytes in this run; less than the size where the peer had some of it from before
 */
record Sent(
        String action,
        String name,
        String to,
        ContentId content,
        Optional<Sha256> sha256,
        boolean alreadyThere,
        long sentBytes,
        Duration time) {

    void print(Console console) {
        console.line(
                alreadyThere
                        ? name + " is already at " + to + ", with exactly this content"
                        : name + ": " + Units.bytes(content.sizeBytes()) + " stored at " + to + ", sent "
                                + Units.moved(sentBytes, time));
        console.line("  root    " + content.root().hex());
        sha256.ifPresent(hash -> console.line("  sha256  " + hash.hex()));
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("action", action)
                .put("name", name)
                .put("peer", to)
                .put("size", content.sizeBytes())
                .put("root", content.root().hex());
        sha256.ifPresent(hash -> json.put("sha256", hash.hex()));
        return json.put("already_there", alreadyThere)
                .put("sent_bytes", sentBytes)
                .put("took_ms", time.toMillis())
                .put("bytes_per_second", Units.bytesPerSecond(sentBytes, time));
    }
}
