package io.parvada.peer.directorystore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One file, for one process: {@code <state_dir>/directory.db}. Accounts cannot be had again, so each commit is synced. */
final class SqliteDialect implements Dialect {

    private static final int CONNECTIONS = 5;
    private static final int BUSY_MILLIS = 5_000;

    /** @throws org.flywaydb.core.api.FlywayException if the file is no directory of this or an earlier version */
    static Database open(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration/directory/sqlite")
                .ignoreMigrationPatterns(new String[0])
                .load()
                .migrate();
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("directory");
        pool.setDataSource(source);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(Database.LONGEST_WAIT.toMillis());
        return new Database(new HikariDataSource(pool), new SqliteDialect(), 1);
    }

    @Override
    public String position() {
        return "instr";
    }

    @Override
    public String join() {
        return "LEFT JOIN session s ON s.generation = c.generation AND s.lease_end > ?";
    }

    @Override
    public Optional<Part> candidates(NameQuery query, NameSample sample) {
        List<String> trigrams = sample.trigrams().choose(query);
        if (trigrams.isEmpty()) {
            return Optional.empty();
        }
        String match = trigrams.stream()
                .map(trigram -> '"' + trigram.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(" "));
        return Optional.of(new Part(
                "SELECT e.* FROM entry_trigram t JOIN entry e ON e.id = t.rowid WHERE entry_trigram MATCH ?",
                List.of(match)));
    }

    @Override
    public PeerException failure(RuntimeException e) {
        SQLiteErrorCode code = code(e);
        return switch (code) {
            case SQLITE_BUSY, SQLITE_LOCKED -> Database.busy("the directory has too much to write just now", e);
            case SQLITE_FULL -> new PeerException(Reason.STORAGE_FULL, "no space is left for the directory", e);
            default -> new PeerException(Reason.STORAGE_FAILURE, "the directory's file cannot be used: " + code, e);
        };
    }

    private static SQLiteErrorCode code(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF);
            }
        }
        return SQLiteErrorCode.SQLITE_ERROR;
    }
}
