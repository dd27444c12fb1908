package io.parvada.peer.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Why this peer does not start, as one sentence for its operator: which file, key and value, and what is accepted. It is
 * printed alone, without a stack trace, and the process ends with {@link #EXIT_CODE}. Never thrown once the peer serves.
 */
public final class StartRefused extends RuntimeException {

    /** What the process ends with. */
    public static final int EXIT_CODE = 2;

    public StartRefused(String sentence) {
        super(sentence);
    }

    public StartRefused(String sentence, Throwable cause) {
        super(sentence, cause);
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
