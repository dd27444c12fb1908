package io.parvada.transfer.push;

import io.parvada.transfer.content.FileName;
import java.nio.file.Path;

/** The sending side of an upload: hashes the file once, sends what the receiver lacks, goes on after a break. */
public final class Push {

    public interface Listener {
        default void hashing(long doneBytes, long totalBytes) {}

        default void sending(long doneBytes, long totalBytes) {}

        default void retrying(String why) {}
    }

    public record Report(
            FileName name, long sizeBytes, String root, String sha256, long sentBytes, boolean alreadyPresent) {}

    public Push(Path file, FileName as, boolean overwrite, UploadTarget target, Listener listener) {
        throw new UnsupportedOperationException("due");
    }

    /** Blocks until the receiver has it durably. */
    public Report run() {
        throw new UnsupportedOperationException("due");
    }

    public void cancel() {
        throw new UnsupportedOperationException("due");
    }
}
