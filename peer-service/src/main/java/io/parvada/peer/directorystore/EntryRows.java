package io.parvada.peer.directorystore;

import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexEntry;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.names.Folding;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tables of entries and of generations, as they are written. Each method belongs into a transaction. */
final class EntryRows {

    private static final int BATCH = 1_000;
    private static final int KEY_BYTES = 16;
    private static final byte[] NONE = {};

    private record Standing(long epoch, Long generation, Long staging) {
        Long written() {
            return staging == null ? generation : staging;
        }
    }

    private EntryRows() {}

    static Published publish(JdbcTemplate jdbc, PeerId peer, IndexUpdate update, Instant now) {
        Standing standing = advance(jdbc, peer, update.base(), now);
        boolean fresh = update.base() == 0;
        Long generation = fresh ? begin(jdbc) : standing.written();
        if (generation == null) {
            throw stale();
        }
        long before = jdbc.queryForObject("SELECT files FROM generation WHERE id = ?", Long.class, generation);
        long count = before + change(jdbc, generation, before == 0, update);
        jdbc.update("UPDATE generation SET files = ? WHERE id = ?", count, generation);
        if (update.more() && fresh) {
            jdbc.update("UPDATE session SET staging = ? WHERE peer = ?", generation, peer.value());
        } else if (!update.more()) {
            jdbc.update("UPDATE session SET generation = ?, staging = NULL WHERE peer = ?", generation, peer.value());
        }
        return new Published(standing.epoch(), count);
    }

    // The one statement that compares and sets: from here to the end of the transaction others wait for this row.
    private static Standing advance(JdbcTemplate jdbc, PeerId peer, long base, Instant now) {
        long time = now.toEpochMilli();
        String set = "UPDATE session SET epoch = epoch + 1 WHERE peer = ? AND lease_end > ?";
        int moved = base == 0
                ? jdbc.update(set, peer.value(), time)
                : jdbc.update(set + " AND epoch = ?", peer.value(), time, base);
        if (moved == 0) {
            if (SessionRows.find(jdbc, peer, now).isEmpty()) {
                throw new PeerException(Reason.UNAUTHENTICATED, "this peer is not logged in, or its lease has ended");
            }
            throw stale();
        }
        return jdbc.queryForObject(
                "SELECT epoch, generation, staging FROM session WHERE peer = ?",
                (row, i) -> new Standing(
                        row.getLong("epoch"),
                        row.getObject("generation") == null ? null : row.getLong("generation"),
                        row.getObject("staging") == null ? null : row.getLong("staging")),
                peer.value());
    }

    private static PeerException stale() {
        return new PeerException(
                Reason.STALE_BASE, "base is not the last epoch of this peer's index; begin anew with base 0");
    }

    private static Long begin(JdbcTemplate jdbc) {
        return jdbc.queryForObject("INSERT INTO generation (files) VALUES (0) RETURNING id", Long.class);
    }

    /** By how much there are more or fewer. */
    private static long change(JdbcTemplate jdbc, long generation, boolean empty, IndexUpdate update) {
        Map<FileName, IndexEntry> added = new LinkedHashMap<>();
        update.added().forEach(entry -> added.put(entry.name(), entry));
        Set<FileName> gone = new LinkedHashSet<>(update.removed());
        gone.addAll(added.keySet());
        int deleted = empty ? 0 : delete(jdbc, generation, gone);
        insert(jdbc, generation, added.values());
        return added.size() - deleted;
    }

    private static int delete(JdbcTemplate jdbc, long generation, Collection<FileName> names) {
        int[][] counts = jdbc.batchUpdate(
                "DELETE FROM entry WHERE generation = ? AND name_key = ?", names, BATCH, (statement, name) -> {
                    statement.setLong(1, generation);
                    statement.setBytes(2, key(name));
                });
        return Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
    }

    private static void insert(JdbcTemplate jdbc, long generation, Collection<IndexEntry> entries) {
        jdbc.batchUpdate(
                "INSERT INTO entry (generation, name, name_key, folded, base, size, root, sha256, hit)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entries,
                BATCH,
                (statement, entry) -> bind(statement, generation, entry));
    }

    private static void bind(PreparedStatement statement, long generation, IndexEntry entry) throws SQLException {
        String folded = Folding.fold(entry.name().value());
        statement.setLong(1, generation);
        statement.setString(2, entry.name().value());
        statement.setBytes(3, key(entry.name()));
        statement.setString(4, folded);
        statement.setString(5, folded.substring(folded.lastIndexOf('/') + 1));
        statement.setLong(6, entry.size());
        statement.setBytes(7, bytes(entry.root()));
        statement.setBytes(8, bytes(entry.sha256()));
        statement.setBytes(9, hit(entry));
    }

    private static byte[] bytes(Sha256 hash) {
        return hash == null ? NONE : hash.toBytes();
    }

    private static byte[] key(FileName name) {
        return shortened(name.value().getBytes(StandardCharsets.UTF_8));
    }

    /** A name has no NUL, so that no two triples are the same bytes. */
    private static byte[] hit(IndexEntry entry) {
        byte[] name = entry.name().value().getBytes(StandardCharsets.UTF_8);
        byte[] root = bytes(entry.root());
        return shortened(ByteBuffer.allocate(name.length + 1 + Long.BYTES + root.length)
                .put(name)
                .put((byte) 0)
                .putLong(entry.size())
                .put(root)
                .array());
    }

    private static byte[] shortened(byte[] text) {
        return Arrays.copyOf(Sha256.of(text).toBytes(), KEY_BYTES);
    }

    /** Deletes at most so many entries that are nobody's. @return whether there may be more */
    static boolean sweep(JdbcTemplate jdbc, int most) {
        List<Long> nobodys = jdbc.queryForList(
                "SELECT id FROM generation g WHERE NOT EXISTS (SELECT 1 FROM session WHERE generation = g.id)"
                        + " AND NOT EXISTS (SELECT 1 FROM session WHERE staging = g.id) ORDER BY id LIMIT 1",
                Long.class);
        if (nobodys.isEmpty()) {
            return false;
        }
        Long generation = nobodys.get(0);
        int deleted = jdbc.update(
                "DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE generation = ? LIMIT ?)", generation, most);
        if (deleted < most) {
            jdbc.update("DELETE FROM generation WHERE id = ?", generation);
        }
        return true;
    }
}
