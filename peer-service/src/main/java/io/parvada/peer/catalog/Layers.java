package io.parvada.peer.catalog;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The piece hashes of contents of more than one piece, 16,384 to a row. A layer goes by triggers with the last file of
 * its content.
 */
final class Layers {

    /** 512 KiB: enough for 16 GiB of file in one row, little enough for memory. */
    static final int CHUNK_HASHES = 16_384;

    private static final long UNSETTLED = -1;

    private Layers() {}

    /**
     * Hashes first..first+count-1, concatenated.
     *
     * @throws PeerException INVALID_RANGE outside the layer, FILE_NOT_FOUND if it is not here
     */
    static byte[] read(JdbcTemplate jdbc, ContentId content, int first, int count) {
        int pieces = content.pieces().hasLayer() ? content.pieces().count() : 0;
        if (first < 0 || count < 0 || (long) first + count > pieces) {
            throw new PeerException(Reason.INVALID_RANGE, "the layer of " + content + " has " + pieces + " hashes");
        }
        ByteBuffer hashes = ByteBuffer.allocate(Math.multiplyExact(count, Sha256.BYTES));
        for (int at = first; at < first + count; ) {
            int inChunk = at % CHUNK_HASHES;
            int n = Math.min(first + count - at, CHUNK_HASHES - inChunk);
            List<byte[]> part = jdbc.query(
                    "SELECT substr(hashes, ?, ?) FROM layer WHERE root = ? AND size = ? AND chunk = ?",
                    (row, i) -> row.getBytes(1),
                    inChunk * Sha256.BYTES + 1,
                    n * Sha256.BYTES,
                    content.root().toBytes(),
                    content.sizeBytes(),
                    at / CHUNK_HASHES);
            if (part.isEmpty() || part.get(0).length != n * Sha256.BYTES) {
                throw new PeerException(Reason.FILE_NOT_FOUND, "no shared file has the content " + content);
            }
            hashes.put(part.get(0));
            at += n;
        }
        return hashes.array();
    }

    /** Stores a proven layer unless it is there; nothing for a content without one. */
    static void store(JdbcTemplate jdbc, ContentId content, Catalog.LayerReader layer) {
        int pieces = content.pieces().count();
        if (!content.pieces().hasLayer() || complete(jdbc, content)) {
            return;
        }
        for (int first = 0; first < pieces; first += CHUNK_HASHES) {
            byte[] hashes = layer.read(first, Math.min(CHUNK_HASHES, pieces - first));
            insert(jdbc, content.root().toBytes(), content.sizeBytes(), first / CHUNK_HASHES, hashes);
        }
    }

    /** Forgets what was gathered by readings that did not come to their end. */
    static int forgetUnsettled(JdbcTemplate jdbc) {
        return jdbc.update("DELETE FROM layer WHERE size = ?", UNSETTLED);
    }

    private static boolean complete(JdbcTemplate jdbc, ContentId content) {
        Long bytes = jdbc.queryForObject(
                "SELECT coalesce(sum(length(hashes)), 0) FROM layer WHERE root = ? AND size = ?",
                Long.class,
                content.root().toBytes(),
                content.sizeBytes());
        return bytes == (long) content.pieces().count() * Sha256.BYTES;
    }

    private static void insert(JdbcTemplate jdbc, byte[] root, long size, int chunk, byte[] hashes) {
        jdbc.update("INSERT OR REPLACE INTO layer VALUES (?, ?, ?, ?)", root, size, chunk, hashes);
    }

    /**
     * The layer of one file while it is read, in constant memory: a full row is written under a key of the reading, as
     * the root is known at the end only. One thread.
     */
    static final class Gathering implements ContentHasher.LayerSink {

        private final CatalogDatabase database;
        private final byte[] key;
        private ByteBuffer chunk = ByteBuffer.allocate(64 * Sha256.BYTES);
        private int full;

        /** @param reading a number that no other reading of this process has */
        Gathering(CatalogDatabase database, long reading) {
            this.database = database;
            this.key = ByteBuffer.allocate(Long.BYTES).putLong(reading).array();
        }

        @Override
        public void piece(int index, Sha256 hash) {
            if (chunk.position() == CHUNK_HASHES * Sha256.BYTES) {
                byte[] hashes = taken();
                database.write(jdbc -> {
                    insert(jdbc, key, UNSETTLED, full, hashes);
                    return null;
                });
                full++;
            }
            if (!chunk.hasRemaining()) {
                chunk = ByteBuffer.allocate(chunk.capacity() * 2).put(chunk.flip());
            }
            hash.writeTo(chunk);
        }

        /** Gives the layer its content, before the row of the file gets it. */
        void settle(JdbcTemplate jdbc, ContentId content) {
            if (!content.pieces().hasLayer() || complete(jdbc, content)) {
                discard(jdbc);
                return;
            }
            byte[] root = content.root().toBytes();
            jdbc.update("DELETE FROM layer WHERE root = ? AND size = ?", root, content.sizeBytes());
            jdbc.update(
                    "UPDATE layer SET root = ?, size = ? WHERE root = ? AND size = ?",
                    root,
                    content.sizeBytes(),
                    key,
                    UNSETTLED);
            insert(jdbc, root, content.sizeBytes(), full, taken());
        }

        /** Answers how many rows it had written. */
        int discard(JdbcTemplate jdbc) {
            return full == 0 ? 0 : jdbc.update("DELETE FROM layer WHERE root = ? AND size = ?", key, UNSETTLED);
        }

        private byte[] taken() {
            byte[] hashes = new byte[chunk.flip().remaining()];
            chunk.get(hashes).clear();
            return hashes;
        }
    }
}
