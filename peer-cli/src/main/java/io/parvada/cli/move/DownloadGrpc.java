package io.parvada.cli.move;

import io.parvada.cli.holder.Choice;
import io.parvada.cli.holder.Chosen;
import io.parvada.cli.holder.Dialler;
import io.parvada.cli.holder.FurtherHolders;
import io.parvada.cli.holder.Hashing;
import io.parvada.cli.local.Target;
import io.parvada.cli.output.Progress;
import io.parvada.cli.peer.Holder;
import io.parvada.cli.peer.Located;
import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.Download;
import io.parvada.transfer.fetch.DownloadReport;
import io.parvada.transfer.fetch.HolderSearch;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fetches a file from all its holders at once, each piece proven. */
@Command(
        name = "download_grpc",
        aliases = "download-grpc",
        description = {
            "Find who holds a file and fetch it from all of them at once, every piece proven before it counts.",
            "A run that was cut is gone on with by the same command."
        },
        footer = {
            "",
            "Examples:",
            "  peer-cli download_grpc ejemplo.txt",
            "  peer-cli --action download_grpc --filename ejemplo.txt --output downloads",
            "  peer-cli download_grpc ejemplo.txt --from peer2    if several files are called so"
        })
public final class DownloadGrpc implements Runnable {

    /** Threads for holders that are found later, and for the question who they are. */
    private static final int FURTHER = 12;

    private record Holders(List<PieceSource> known, HolderSearch further, ExecutorService lanes) {}

    private final Session session;

    @Mixin
    private final Wanted wanted = new Wanted();

    public DownloadGrpc(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        DaemonThreads.aside("load", Dialler::load);
        Dialler dialler = new Dialler(session);
        Chosen chosen = choose(wanted.locate(session), new Hashing(session, dialler));
        Target target = wanted.target(chosen.name());
        String name = target.path().getFileName().toString();
        boolean here = target.holds(chosen.content(), () -> session.console().progress("comparing " + name));
        Fetched fetched =
                here ? Fetched.alreadyHere("download_grpc", target, chosen.content()) : fetch(chosen, target, dialler);
        if (session.json()) {
            session.console().json(fetched.json() + "\n");
        } else {
            fetched.print(session.console());
        }
    }

    private Chosen choose(Located located, Hashing hashing) {
        Choice choice = wanted.choice();
        List<Holder> candidates = choice.candidates(located);
        if (!choice.settledWithoutWaiting(candidates)) {
            candidates = hashing.await(candidates);
        }
        return choice.decide(candidates, located, session);
    }

    private Fetched fetch(Chosen chosen, Target target, Dialler dialler) {
        List<PieceSource> sources = chosen.holders().stream()
                .map(holder -> dialler.source(holder.peer()))
                .toList();
        ExecutorService lanes = DaemonThreads.of("fetch", sources.size() + FURTHER);
        HolderSearch further = new FurtherHolders(session, dialler, chosen.content(), lanes);
        long start = System.nanoTime();
        try (StagedFile staged = StagedFile.at(target.part(), chosen.content())) {
            DownloadReport report = run(staged, new Holders(sources, further, lanes), target);
            staged.commitTo(target.path(), target.overwrite());
            return fetched(target, chosen, report, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            sources.forEach(PieceSource::close);
            lanes.shutdownNow();
        }
    }

    private DownloadReport run(StagedFile staged, Holders holders, Target target) {
        try (Progress progress =
                session.console().progress(target.path().getFileName().toString())) {
            progress.update(staged.provenBytes(), staged.content().sizeBytes());
            Download download = new Download(
                    staged, holders.known(), holders.further(), holders.lanes(), new DownloadProgress(progress));
            return session.interrupts().during(download::cancel, download::run);
        } catch (PeerException e) {
            if (e.reason() != Reason.CANCELLED) {
                throw e;
            }
            throw new PeerException(
                    Reason.CANCELLED,
                    "interrupted; what is proven is kept in " + target.part() + ", the same command goes on from there",
                    e);
        }
    }

    private static Fetched fetched(Target target, Chosen chosen, DownloadReport report, Duration time) {
        List<Fetched.Part> parts = report.holders().stream()
                .map(part -> new Fetched.Part(part.name(), part.bytes(), part.badPieces(), part.failure()))
                .toList();
        return new Fetched(
                "download_grpc",
                target.path(),
                chosen.content(),
                Optional.empty(),
                false,
                report.receivedBytes(),
                report.reusedBytes(),
                time,
                parts);
    }
}
