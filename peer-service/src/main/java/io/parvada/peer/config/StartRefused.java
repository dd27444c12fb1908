package io.parvada.peer.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.springframework.boot.ExitCodeGenerator;

/**
 * Why this peer does not start, as one sentence for its operator: which file, key and value, and what is accepted. It is
 * printed alone, without a stack trace, and the process ends with code 2. Never thrown once the peer serves.
 */
public final class StartRefused extends RuntimeException implements ExitCodeGenerator {

    private static final int EXIT_USAGE = 2;

    public StartRefused(String sentence) {
        super(sentence);
    }

    public StartRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    @Override
    public int getExitCode() {
        return EXIT_USAGE;
    }

    /** What a person calls this failure, without the path, which the sentence has already. */
    public static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
