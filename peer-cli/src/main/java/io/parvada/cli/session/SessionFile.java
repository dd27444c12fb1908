package io.parvada.cli.session;

import io.parvada.cli.peer.Json;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps {@link LoggedIn} between runs, in a file that only the user can read. */
public final class SessionFile {

    private final Path file;

    public SessionFile(Path file) {
        this.file = file;
    }

    /** Empty when nobody is logged in. @throws PeerException FORBIDDEN, INVALID_REQUEST, STORAGE_FAILURE */
    public Optional<LoggedIn> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.parse(PrivateFile.read(file).getBytes(StandardCharsets.UTF_8));
            return Optional.of(new LoggedIn(
                    required(json, "directory"),
                    required(json, "account"),
                    required(json, "credential"),
                    Instant.parse(required(json, "expires_at")),
                    HolderKey.fromSecretJson(json.path("key").toString())));
        } catch (JacksonException | DateTimeParseException | IllegalArgumentException e) {
            throw new PeerException(Reason.INVALID_REQUEST, file + " is no session; log in again, or delete it", e);
        }
    }

    public void write(LoggedIn session) {
        ObjectNode json = Json.object()
                .put("directory", session.directory())
                .put("account", session.account())
                .put("credential", session.credential())
                .put("expires_at", session.expires().toString());
        json.set("key", Json.parse(session.key().secretJson().getBytes(StandardCharsets.UTF_8)));
        PrivateFile.write(file, json + "\n");
    }

    /** Idempotent. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, file + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static String required(JsonNode json, String field) {
        String text = Json.text(json, field);
        if (text == null) {
            throw new IllegalArgumentException("no " + field);
        }
        return text;
    }
}
