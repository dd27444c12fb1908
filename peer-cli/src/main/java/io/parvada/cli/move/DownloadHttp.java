package io.parvada.cli.move;

import io.parvada.cli.holder.Choice;
import io.parvada.cli.holder.Chosen;
import io.parvada.cli.http.HttpDownload;
import io.parvada.cli.http.HttpHolder;
import io.parvada.cli.local.HttpPart;
import io.parvada.cli.local.Target;
import io.parvada.cli.peer.Holder;
import io.parvada.cli.peer.Located;
import io.parvada.cli.session.Session;
import io.parvada.cli.session.Waiting;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fetches a file over plain HTTP, from one holder after the other, and proves the whole at the end. */
@Command(
        name = "download_http",
        aliases = "download-http",
        description = {
            "The same as download_grpc over plain HTTP: one holder at a time, the whole proven at the end.",
            "A run that was cut is gone on with by the same command."
        },
        footer = {"", "Example: peer-cli download_http ejemplo.txt --output downloads"})
public final class DownloadHttp implements Runnable {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Session session;

    @Mixin
    private final Wanted wanted = new Wanted();

    public DownloadHttp(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Chosen chosen = choose();
        Target target = wanted.target(chosen.name());
        String name = target.path().getFileName().toString();
        boolean here = target.holds(chosen.content(), () -> session.console().progress("comparing " + name));
        Fetched fetched =
                here ? Fetched.alreadyHere("download_http", target, chosen.content()) : fetch(chosen, target, name);
        if (session.json()) {
            session.console().json(fetched.json() + "\n");
        } else {
            fetched.print(session.console());
        }
    }

    /** Asks again while a holder that matters is hashing; over HTTP it does not say how far it is. */
    private Chosen choose() {
        Choice choice = wanted.choice();
        boolean said = false;
        while (true) {
            Located located = wanted.locate(session);
            List<Holder> candidates = choice.candidates(located);
            List<String> hashing = candidates.stream()
                    .filter(holder -> holder.content().isEmpty())
                    .map(holder -> holder.peer().label())
                    .toList();
            if (hashing.isEmpty() || choice.settledWithoutWaiting(candidates)) {
                return choice.decide(candidates, located, session);
            }
            if (!said) {
                said = true;
                session.console().note("waiting for " + String.join(", ", hashing) + " to finish hashing the file");
            }
            session.interrupts().pause(ASK_AGAIN);
        }
    }

    private Fetched fetch(Chosen chosen, Target target, String name) {
        List<HttpHolder> holders = chosen.holders().stream()
                .map(holder -> HttpHolder.of(holder, session.shown()))
                .toList();
        long start = System.nanoTime();
        try (HttpPart part = HttpPart.open(target, chosen.content())) {
            long reused = part.size();
            HttpDownload download = new HttpDownload(
                    chosen.content(), part, holders, task -> session.console().progress(task + name));
            Sha256 sha256 = new Waiting(session).until(() -> run(download, part));
            part.commit();
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            return fetched(target, chosen, sha256, reused, time, holders);
        }
    }

    private Sha256 run(HttpDownload download, HttpPart part) {
        try {
            return session.interrupts().during(download::cancel, download::run);
        } catch (PeerException e) {
            if (e.reason() != Reason.CANCELLED) {
                throw e;
            }
            throw new PeerException(
                    Reason.CANCELLED,
                    "interrupted; what came is kept in " + part.path() + ", the same command goes on from there",
                    e);
        }
    }

    private static Fetched fetched(
            Target target, Chosen chosen, Sha256 sha256, long reused, Duration time, List<HttpHolder> holders) {
        List<Fetched.Part> parts = holders.stream()
                .filter(holder ->
                        holder.received().get() > 0 || holder.failure().isPresent())
                .map(holder -> new Fetched.Part(holder.name(), holder.received().get(), List.of(), holder.failure()))
                .toList();
        long received = parts.stream().mapToLong(Fetched.Part::bytes).sum();
        return new Fetched(
                "download_http",
                target.path(),
                chosen.content(),
                Optional.of(sha256),
                false,
                received,
                reused,
                time,
                parts);
    }
}
