package io.parvada.cli.move;

import io.parvada.cli.holder.Dialled;
import io.parvada.cli.holder.Dialler;
import io.parvada.cli.session.Session;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Push;
import io.parvada.transfer.push.UploadTarget;
import io.parvada.transfer.wire.GrpcUploadTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gives the asked peer a file; goes on where a run was cut. */
@Command(
        name = "upload_grpc",
        aliases = "upload-grpc",
        description = {
            "Give the asked peer a file; it is proven there before it gets its name.",
            "A run that was cut is gone on with by the same command."
        },
        footer = {
            "",
            "Examples:",
            "  peer-cli upload_grpc talk.pdf",
            "  peer-cli --action upload_grpc --filepath talk.pdf --as talks/2026/talk.pdf"
        })
public final class UploadGrpc implements Runnable {

    private final Session session;

    @Mixin
    private final UploadOptions upload = new UploadOptions();

    public UploadGrpc(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        DaemonThreads.aside("load", Dialler::load);
        Path file = upload.file();
        FileName name = upload.name(file);
        Dialler dialler = new Dialler(session);
        String to = dialler.asked().label();
        long start = System.nanoTime();
        Push.Report report = push(file, name, dialler.dialAsked());
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Sent sent = new Sent(
                "upload_grpc",
                report.name().value(),
                to,
                report.content(),
                Optional.empty(),
                report.alreadyPresent(),
                report.sentBytes(),
                time);
        if (session.json()) {
            session.console().json(sent.json() + "\n");
        } else {
            sent.print(session.console());
        }
    }

    private Push.Report push(Path file, FileName name, Dialled dialled) {
        ExecutorService hashers =
                DaemonThreads.of("hash", Math.min(4, Runtime.getRuntime().availableProcessors()));
        try (UploadTarget target = new GrpcUploadTarget(dialled.channel());
                PushProgress progress = new PushProgress(session.console(), name.lastSegment())) {
            Push push = new Push(file, name, upload.overwrite(), target, progress);
            return session.interrupts().during(push::cancel, () -> push.run(hashers));
        } catch (PeerException e) {
            if (e.reason() != Reason.CANCELLED) {
                throw e;
            }
            throw new PeerException(
                    Reason.CANCELLED, "interrupted; the same command goes on with what the peer lacks", e);
        } finally {
            hashers.shutdown();
        }
    }
}
