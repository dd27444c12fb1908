package io.parvada.cli.move;

import io.parvada.cli.local.Target;
import io.parvada.cli.output.Console;
import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Json;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report of a download.
 *
 * @param sha256 empty unless the bytes were read here: it is never taken on another's word
 * @param reusedBytes were here from an earlier run
 */
record Fetched(
        String action,
        Path path,
        ContentId content,
        Optional<Sha256> sha256,
        boolean alreadyHere,
        long receivedBytes,
        long reusedBytes,
        Duration time,
        List<Part> parts) {

    /** One holder's part. */
    record Part(String holder, long bytes, List<Integer> badPieces, Optional<PeerException> failure) {}

    static Fetched alreadyHere(String action, Target target, ContentId content) {
        return new Fetched(action, target.path(), content, Optional.empty(), true, 0, 0, Duration.ZERO, List.of());
    }

    void print(Console console) {
        if (alreadyHere) {
            console.line(path + " is already here, with exactly this content");
        } else {
            String reused = reusedBytes == 0 ? "" : ", " + Units.bytes(reusedBytes) + " were here from before";
            console.line(path + ": " + Units.bytes(content.sizeBytes()) + " proven, received "
                    + Units.moved(receivedBytes, time) + reused);
        }
        console.line("  root    " + content.root().hex());
        sha256.ifPresent(hash -> console.line("  sha256  " + hash.hex()));
        parts.stream()
                .filter(part -> part.bytes() > 0
                        || !part.badPieces().isEmpty()
                        || part.failure().isPresent())
                .forEach(part -> console.line("  " + sentence(part)));
    }

    ObjectNode json() {
        ObjectNode report = Json.object()
                .put("action", action)
                .put("path", path.toString())
                .put("size", content.sizeBytes())
                .put("root", content.root().hex())
                .put("sha256", sha256.map(Sha256::hex).orElse(null))
                .put("already_here", alreadyHere)
                .put("received_bytes", receivedBytes)
                .put("reused_bytes", reusedBytes)
                .put("took_ms", time.toMillis())
                .put("bytes_per_second", Units.bytesPerSecond(receivedBytes, time));
        ArrayNode holders = report.putArray("holders");
        parts.forEach(part -> {
            ObjectNode holder = holders.addObject().put("name", part.holder()).put("bytes", part.bytes());
            part.badPieces().forEach(holder.putArray("bad_pieces")::add);
            part.failure()
                    .ifPresent(why -> holder.put("reason", why.reason().name()).put("detail", why.detail()));
        });
        return report;
    }

    private static String sentence(Part part) {
        String bad = part.badPieces().isEmpty() ? "" : ", " + part.badPieces().size() + " of its pieces did not prove";
        String why = part.failure()
                .map(failure -> "; lost: " + failure.detail() + " (" + failure.reason() + ")")
                .orElse("");
        return Units.bytes(part.bytes()) + " from " + part.holder() + bad + why;
    }
}
