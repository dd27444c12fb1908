package io.parvada.transfer.fetch;

import io.parvada.transfer.content.Block;
import io.parvada.transfer.content.ContentId;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * One holder of a content, as a download sees it. Blocking calls, used by one lane thread at a time; {@link #cancel()}
 * from any thread ends the calls under way, and every later one, with CANCELLED. A source answers for the shape of what
 * it gives (in order, exactly what was asked, else CORRUPT_SOURCE; never silent for ever, else DEADLINE_EXCEEDED); the
 * content is not trusted. What a sink throws ends the call and passes unchanged.
 */
public interface PieceSource extends AutoCloseable {

    /** Takes what arrives, in order, on the calling thread. The buffer is valid during the call only. */
    @FunctionalInterface
    interface Sink {
        void bytes(long offset, ByteBuffer data);
    }

    /** The same for a file's bytes: a block is the sink's, which closes it, whatever happens. */
    @FunctionalInterface
    interface Blocks {
        void bytes(long offset, Block block);
    }

    /**
     * Bytes that were asked for. They come as far as they are held back by nobody, and are read once; close ends the
     * call if it is not over. One thread, the same as the source's.
     */
    @FunctionalInterface
    interface Asked extends AutoCloseable {

        /** As {@link PieceSource#bytes}. */
        void read(Blocks sink);

        @Override
        default void close() {}
    }

    /** For people and reports: the holder's name or address. */
    String name();

    /** Whether it has no more than a part, as far as was known when it was found: then it is asked which, again and again. */
    default boolean partial() {
        return false;
    }

    /** The pieces that it can give now. @throws PeerException any reason the holder or the network gives */
    default BitSet available(ContentId content) {
        BitSet all = new BitSet();
        all.set(0, content.pieces().count());
        return all;
    }

    /** The layer's hashes in order, as bytes; offset is the index of the first hash. Not called for one-piece files. */
    void hashes(ContentId content, Sink sink);

    /** Exactly the bytes [offset, offset+length). @throws PeerException any reason the holder or the network gives */
    void bytes(ContentId content, long offset, long length, Blocks sink);

    /**
     * Asks for these bytes and does not wait for them, so that they may be under way while those before them are read.
     * What is not read yet costs no more than the network's buffers for one call. A source that can have one call at a time asks when
     * they are read.
     */
    default Asked ask(ContentId content, long offset, long length) {
        return sink -> bytes(content, offset, length, sink);
    }

    void cancel();

    @Override
    void close();
}
