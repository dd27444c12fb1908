package io.parvada.transfer.push;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A peer that takes uploads, as the sender sees it. Blocking calls of one thread; {@link #cancel()} from any thread
 * ends a call under way, and every later one, with CANCELLED. All calls throw PeerException with any reason that the
 * receiver or the network gives.
 */
public interface UploadTarget extends AutoCloseable {

    /**
     * What the receiver answers.
     *
     * @param missing not to be trusted; empty when alreadyPresent
     * @param alreadyPresent the name stands with exactly this content: there is nothing to send
     * @param hashesNeeded {@link #hashes} must come before {@link #send}
     */
    record State(String uploadId, List<Upload.Missing> missing, boolean alreadyPresent, boolean hashesNeeded) {}

    /** What is to be sent, block by block. */
    @FunctionalInterface
    interface Feed {

        /**
         * Puts the next bytes into the empty buffer, at least one.
         *
         * @return the position of the first one: an offset in the file, or the index of a hash; -1 at the end
         */
        long fill(ByteBuffer into);
    }

    /** Begins an upload, or finds the one of the same content that was cut. Idempotent. */
    State open(FileName name, ContentId content, boolean overwrite);

    /** Sends the layer from its first hash. Idempotent. */
    State hashes(String uploadId, Feed layer);

    /** Sends under flow control; returns when the receipt has come: all durable under its name. */
    void send(String uploadId, Feed bytes);

    void cancel();

    @Override
    void close();
}
