package io.parvada.cli.move;

import io.parvada.cli.local.LocalFile;
import io.parvada.cli.output.Console;
import io.parvada.cli.output.Progress;
import io.parvada.cli.peer.Json;
import io.parvada.cli.session.Given;
import io.parvada.cli.session.Session;
import io.parvada.transfer.content.ContentHasher.Hashed;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a local file is in the network; asks nobody. */
@Command(
        name = "hash",
        description = "Size, root and sha256 of a file of this machine; asks nobody.",
        footer = {"", "Example: peer-cli hash talk.pdf"})
public final class HashFile implements Runnable {

    private final Session session;

    @Option(names = "--filepath", paramLabel = "PATH", description = "The file.")
    private String filepath;

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "The same as --filepath.")
    private String path;

    public HashFile(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Path file = LocalFile.existing(Given.required("--filepath", filepath, path));
        Console console = session.console();
        Hashed hashed;
        try (Progress progress = console.progress("hashing " + file.getFileName())) {
            hashed = LocalFile.hash(file, progress);
        }
        if (session.json()) {
            console.json(json(file, hashed) + "\n");
            return;
        }
        console.line(file.toString());
        console.line(String.format(
                Locale.ROOT, "  size    %,d bytes", hashed.content().sizeBytes()));
        console.line("  root    " + hashed.content().root().hex());
        console.line("  sha256  " + hashed.sha256().hex());
    }

    private static String json(Path file, Hashed hashed) {
        return Json.object()
                .put("action", "hash")
                .put("path", file.toString())
                .put("size", hashed.content().sizeBytes())
                .put("root", hashed.content().root().hex())
                .put("sha256", hashed.sha256().hex())
                .toString();
    }
}
