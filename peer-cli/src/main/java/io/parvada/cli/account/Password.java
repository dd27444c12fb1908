package io.parvada.cli.account;

import io.parvada.cli.session.Session;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a password comes from: a file, else a person at a terminal, else standard input. Never an argument. */
final class Password {

    private static final int MOST_BYTES = 1024;

    @Option(
            names = {"--password-file", "--password_file"},
            paramLabel = "FILE",
            description = "Where the password stands, in its first line. Else it is asked for, or read from standard"
                    + " input where that is no terminal.")
    private Path file;

    /** Its first line. @throws PeerException INVALID_REQUEST for an empty one, FILE_NOT_FOUND, STORAGE_FAILURE */
    String read(Session session, String whose) {
        String text = file == null
                ? session.console().secret("Password of " + whose + ": ").orElseGet(() -> firstLine(System.in))
                : ofFile();
        if (text.isEmpty()) {
            throw new PeerException(Reason.INVALID_REQUEST, "the password is empty");
        }
        return text;
    }

    private String ofFile() {
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(in);
        } catch (NoSuchFileException e) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String firstLine(InputStream in) {
        try {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return text.lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, "the password cannot be read: " + e.getMessage(), e);
        }
    }
}
