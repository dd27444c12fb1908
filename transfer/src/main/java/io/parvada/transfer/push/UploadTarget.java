package io.parvada.transfer.push;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import java.nio.ByteBuffer;
import java.util.List;

/** A peer that takes uploads, as the sender sees it. Blocking. */
public interface UploadTarget extends AutoCloseable {

    /** What the receiver answers to open; missing is empty and alreadyPresent true when there is nothing to send. */
    record State(String uploadId, List<Upload.Missing> missing, boolean alreadyPresent, boolean hashesNeeded) {}

    /** Fills the buffer with the next bytes to send; false at the end. */
    @FunctionalInterface
    interface Feed {
        boolean next(Block block);
    }

    /** One message under way: position and bytes. */
    record Block(long[] offset, ByteBuffer data) {}

    State open(FileName name, ContentId content, boolean overwrite);

    State hashes(String uploadId, Feed layer);

    /** Sends under flow control; returns when the receipt has come: all durable under its name. */
    void send(String uploadId, Feed bytes);

    @Override
    void close();
}
