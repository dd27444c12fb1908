package io.parvada.peer.catalog;

import io.parvada.peer.names.Folding;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SmallFiles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of table {@code file} and their trigrams. Whoever changes them holds the write transaction. */
final class FileRows {

    /** How far a file has been read; the ordinal stands in the database. */
    enum State {
        WAITING,
        READ,
        UNREADABLE
    }

    record Row(long id, CatalogEntry entry, String fileKey, State state) {

        boolean shows(FileStat stat) {
            return same(new FileStat(entry.name(), entry.sizeBytes(), entry.modified(), fileKey), stat);
        }
    }

    static final String COLUMNS =
            " f.id, f.name, f.size, f.modified_ns, f.file_key, f.root, f.sha256, f.state, f.folded ";

    static final int ID_COLUMN = 1;
    static final int NAME_COLUMN = 2;
    static final int FOLDED_COLUMN = 9;

    private static final String INSERT =
            "INSERT INTO file (name, folded, base_at, size, modified_ns, file_key, root, sha256, state)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE =
            "UPDATE file SET size = ?, modified_ns = ?, file_key = ?, root = ?, sha256 = ?, state = ? WHERE id = ?";
    /** To be bound to name, size, {@link #nanos} and key of a file. */
    static final String AS_SEEN = " WHERE name = ? AND size = ? AND modified_ns = ? AND file_key IS ?";

    private static final String CONTENT = "UPDATE file SET root = ?, sha256 = ?, state = 1" + AS_SEEN;
    private static final String BY_NAME = "SELECT" + COLUMNS + "FROM file f WHERE name = ?";
    private static final long NANOS = 1_000_000_000L;

    private FileRows() {}

    /** Whether the disk shows one file, unchanged, in both. */
    static boolean same(FileStat one, FileStat other) {
        return one.sizeBytes() == other.sizeBytes()
                && nanos(one.modified()) == nanos(other.modified())
                && Objects.equals(one.fileKey(), other.fileKey());
    }

    static Optional<Row> find(JdbcTemplate jdbc, FileName name) {
        return jdbc.query(BY_NAME, (row, i) -> row(row), name.value()).stream().findFirst();
    }

    /** At most {@code count} files that wait to be read, with ids above {@code after}, in order of id. */
    static List<Row> waiting(JdbcTemplate jdbc, long after, int count) {
        String sql = "SELECT" + COLUMNS + "FROM file f WHERE state = 0 AND id > ? ORDER BY id LIMIT ?";
        return jdbc.query(sql, (row, i) -> row(row), after, count);
    }

    /** At most {@code count} names below a directory and behind {@code after}, in order. */
    static List<FileName> below(JdbcTemplate jdbc, FileName directory, String after, int count) {
        String sql = "SELECT name FROM file WHERE name > ? AND name < ? ORDER BY name LIMIT ?";
        // '0' is the character after '/'.
        return jdbc.query(sql, (row, i) -> new FileName(row.getString(1)), after, directory + "0", count);
    }

    /** The highest id; ids of rows that are inserted are above it. */
    static long top(JdbcTemplate jdbc) {
        return jdbc.queryForObject("SELECT coalesce(max(id), 0) FROM file", Long.class);
    }

    /**
     * Takes what was seen on disk: new names are inserted, what is unchanged (size, time, inode) keeps its hashes, the
     * rest waits to be read again.
     *
     * @param again looks at the disk once more before a row is changed, as what was seen may be older than the row
     * @param present told the id of each row that was there already
     */
    static void merge(
            JdbcTemplate jdbc,
            List<FileStat> seen,
            Function<FileName, Optional<FileStat>> again,
            LongConsumer present) {
        long before = top(jdbc);
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            try (PreparedStatement find = connection.prepareStatement(BY_NAME);
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (FileStat stat : seen) {
                    Row row = lookUp(find, stat);
                    if (row == null) {
                        bind(insert, stat, null, null, State.WAITING);
                        insert.addBatch();
                        continue;
                    }
                    present.accept(row.id());
                    if (!row.shows(stat)) {
                        Optional<FileStat> now = again.apply(stat.name());
                        if (now.isPresent() && !row.shows(now.get())) {
                            update(connection, row.id(), now.get(), null, null, State.WAITING);
                        }
                    }
                }
                insert.executeBatch();
            }
            return null;
        });
        indexAbove(jdbc, before);
    }

    /** Takes what was read of files whose rows still show them as they were then; answers whether all do. */
    static boolean contents(JdbcTemplate jdbc, List<SmallFiles.Hashed> files) {
        return jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            int taken = 0;
            try (PreparedStatement update = connection.prepareStatement(CONTENT)) {
                for (SmallFiles.Hashed file : files) {
                    update.setBytes(1, file.content().content().root().toBytes());
                    update.setBytes(2, file.content().sha256().toBytes());
                    update.setString(3, file.stat().name().value());
                    update.setLong(4, file.stat().sizeBytes());
                    update.setLong(5, nanos(file.stat().modified()));
                    update.setString(6, file.stat().fileKey());
                    taken += update.executeUpdate();
                }
            }
            return taken == files.size();
        });
    }

    /** One file with what is known of its content: sha256 may be null, and root too. */
    static void put(JdbcTemplate jdbc, FileStat stat, Sha256 root, Sha256 sha256) {
        State state = sha256 == null ? State.WAITING : State.READ;
        Optional<Row> row = find(jdbc, stat.name());
        long before = top(jdbc);
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            if (row.isPresent()) {
                update(connection, row.get().id(), stat, root, sha256, state);
            } else {
                try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                    bind(insert, stat, root, sha256, state);
                    insert.executeUpdate();
                }
            }
            return null;
        });
        indexAbove(jdbc, before);
    }

    /** What was read of this file counts no more; it is on disk as told. */
    static void doubt(JdbcTemplate jdbc, FileStat now) {
        Optional<Row> row = find(jdbc, now.name());
        if (row.isEmpty() || row.get().entry().root() != null || !row.get().shows(now)) {
            put(jdbc, now, null, null);
        }
    }

    static void setState(JdbcTemplate jdbc, FileName name, State state) {
        jdbc.update("UPDATE file SET state = ? WHERE name = ?", state.ordinal(), name.value());
    }

    /** Nothing happens if there is no such row. */
    static void remove(JdbcTemplate jdbc, FileName name) {
        // Before the row: the index takes an entry out by the text that it was put in with.
        jdbc.update(
                "INSERT INTO file_trigram (file_trigram, rowid, folded)"
                        + " SELECT 'delete', id, folded FROM file WHERE name = ?",
                name.value());
        jdbc.update("DELETE FROM file WHERE name = ?", name.value());
    }

    private static void indexAbove(JdbcTemplate jdbc, long id) {
        jdbc.update("INSERT INTO file_trigram (rowid, folded) SELECT id, folded FROM file WHERE id > ?", id);
    }

    private static Row lookUp(PreparedStatement find, FileStat stat) throws SQLException {
        find.setString(1, stat.name().value());
        try (ResultSet rows = find.executeQuery()) {
            return rows.next() ? row(rows) : null;
        }
    }

    private static void bind(PreparedStatement insert, FileStat stat, Sha256 root, Sha256 sha256, State state)
            throws SQLException {
        String folded = Folding.fold(stat.name().value());
        int base = folded.lastIndexOf('/') + 1;
        insert.setString(1, stat.name().value());
        insert.setString(2, folded);
        insert.setInt(3, folded.codePointCount(0, base) + 1);
        bindState(insert, 4, stat, root, sha256, state);
    }

    private static void update(Connection connection, long id, FileStat stat, Sha256 root, Sha256 sha256, State state)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            bindState(update, 1, stat, root, sha256, state);
            update.setLong(7, id);
            update.executeUpdate();
        }
    }

    private static void bindState(PreparedStatement to, int at, FileStat stat, Sha256 root, Sha256 sha256, State state)
            throws SQLException {
        to.setLong(at, stat.sizeBytes());
        to.setLong(at + 1, nanos(stat.modified()));
        to.setString(at + 2, stat.fileKey());
        to.setBytes(at + 3, root == null ? null : root.toBytes());
        to.setBytes(at + 4, sha256 == null ? null : sha256.toBytes());
        to.setInt(at + 5, state.ordinal());
    }

    /** The row of {@link #COLUMNS} at which the result stands. */
    static Row row(ResultSet from) throws SQLException {
        return new Row(from.getLong(ID_COLUMN), entry(from), from.getString(5), State.values()[from.getInt(8)]);
    }

    /** What a search tells of that row: each column that is read costs a call into the database's own code. */
    static CatalogEntry entry(ResultSet from) throws SQLException {
        byte[] root = from.getBytes(6);
        byte[] sha256 = from.getBytes(7);
        long modified = from.getLong(4);
        return new CatalogEntry(
                new FileName(from.getString(NAME_COLUMN)),
                from.getLong(3),
                Instant.ofEpochSecond(Math.floorDiv(modified, NANOS), Math.floorMod(modified, NANOS)),
                sha256 == null ? null : Sha256.ofBytes(sha256),
                root == null ? null : Sha256.ofBytes(root));
    }

    /** Since 1970, in 64 bits: times before 1678 and after 2261 become those years' ends. */
    static long nanos(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
        } catch (ArithmeticException tooFar) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
