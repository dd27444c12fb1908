package io.parvada.cli.move;

import io.parvada.cli.local.LocalFile;
import io.parvada.cli.session.Given;
import io.parvada.transfer.content.FileName;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an upload sends, and under which name, as the user says it. */
final class UploadOptions {

    @Option(names = "--filepath", paramLabel = "PATH", description = "The file of this machine to send.")
    private String filepath;

    @Option(names = "--as", paramLabel = "NAME", description = "Its name in the network; else its own. May hold /.")
    private String as;

    @Option(names = "--overwrite", description = "Replace a file of this name that has other content.")
    private boolean overwrite;

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "The same as --filepath.")
    private String path;

    /** @throws io.parvada.transfer.error.PeerException FILE_NOT_FOUND, INVALID_REQUEST */
    Path file() {
        return LocalFile.existing(Given.required("--filepath", filepath, path));
    }

    /** @throws io.parvada.transfer.error.PeerException INVALID_NAME */
    FileName name(Path file) {
        return new FileName(
                as == null ? file.toAbsolutePath().normalize().getFileName().toString() : as);
    }

    boolean overwrite() {
        return overwrite;
    }
}
