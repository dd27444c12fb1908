package io.parvada.cli.move;

import io.parvada.cli.http.SentBody;
import io.parvada.cli.local.LocalFile;
import io.parvada.cli.output.Progress;
import io.parvada.cli.peer.Answer;
import io.parvada.cli.peer.PendingAnswer;
import io.parvada.cli.peer.Query;
import io.parvada.cli.session.Session;
import io.parvada.cli.session.Waiting;
import io.parvada.transfer.content.ContentHasher.Hashed;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gives the asked peer a file by one PUT, with its digest. */
@Command(
        name = "upload_http",
        aliases = "upload-http",
        description = "The same as upload_grpc over plain HTTP: in one go, proven by its digest, not resumable.",
        footer = {"", "Example: peer-cli upload_http talk.pdf"})
public final class UploadHttp implements Runnable {

    private final Session session;

    @Mixin
    private final UploadOptions upload = new UploadOptions();

    public UploadHttp(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Path file = upload.file();
        FileName name = upload.name(file);
        Hashed hashed = hash(file, name);
        long start = System.nanoTime();
        boolean there = isThere(name, hashed);
        if (!there) {
            new Waiting(session).until(() -> put(file, name, hashed));
        }
        Sent sent = new Sent(
                "upload_http",
                name.value(),
                session.asked().base().toString(),
                hashed.content(),
                Optional.of(hashed.sha256()),
                there,
                there ? 0 : hashed.content().sizeBytes(),
                Duration.ofNanos(System.nanoTime() - start));
        if (session.json()) {
            session.console().json(sent.json() + "\n");
        } else {
            sent.print(session.console());
        }
    }

    private Hashed hash(Path file, FileName name) {
        try (Progress progress = session.console().progress("hashing " + name.lastSegment())) {
            return LocalFile.hash(file, progress);
        }
    }

    // Asked before a byte is sent: a client that is refused in the middle of a body often sees only a broken
    // connection.
    private boolean isThere(FileName name, Hashed hashed) {
        Optional<String> etag = session.asked().etag(name.value());
        if (etag.isPresent() && etag.get().equals(hashed.content().root().hex())) {
            return true;
        }
        if (etag.isPresent() && !upload.overwrite()) {
            throw new PeerException(
                    Reason.ALREADY_EXISTS, name + " exists there with other content; --overwrite replaces it");
        }
        return false;
    }

    private Answer put(Path file, FileName name, Hashed hashed) {
        String digest =
                "sha-256=:" + Base64.getEncoder().encodeToString(hashed.sha256().toBytes()) + ":";
        String path = "/files/" + Query.path(name.value())
                + new Query().with("overwrite", upload.overwrite() ? "true" : null);
        try (Progress progress = session.console().progress("sending " + name.lastSegment())) {
            PendingAnswer answer = session.asked().put(path, digest, new SentBody(file, progress));
            return session.interrupts().during(answer::cancel, answer::await);
        }
    }
}
