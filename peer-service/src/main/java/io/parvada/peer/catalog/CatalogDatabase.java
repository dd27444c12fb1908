package io.parvada.peer.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The open SQLite file: one connection that writes, under a fair lock and in transactions, and four that read the last
 * committed state meanwhile (WAL). Everything in it can be had again from the share, so it is synchronised at
 * checkpoints only (after a power loss the last entries may be missing, never wrong) and thrown away when it is damaged.
 * Thread-safe.
 */
final class CatalogDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CatalogDatabase.class);

    private static final int READERS = 4;
    /** Who has not got one of them by then is told to come again, as no thread of a server should wait for long. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    /** Of the writing connection; the default of 2 MiB makes inserting a million names twice as slow. */
    private static final int WRITER_CACHE_KIB = 32 * 1024;
    /** Of each reading connection, as far as it is used; the default is 2 MiB. What it gains is not measured yet. */
    private static final int READER_CACHE_KIB = 16 * 1024;
    /** 4 KiB each: the log grows to 16 MiB before it goes into the file, or to this share of what the disk has left. */
    private static final int CHECKPOINT_PAGES = 4096;

    private static final int FREE_PER_LOG = 16;
    /** What the log keeps of its length when it begins anew. */
    private static final int LOG_KEEPS_BYTES = 256 * 1024;

    private final ReentrantLock writing = new ReentrantLock(true);
    private final SingleConnectionDataSource writer;
    private final HikariDataSource readers;
    private final JdbcTemplate write;
    private final JdbcTemplate read;
    private final TransactionTemplate transaction;
    private final Path mark;
    private final File writeAhead;
    private final AtomicBoolean damaged = new AtomicBoolean();
    private final AtomicLong writesBegun = new AtomicLong();
    private final AtomicLong writesEnded = new AtomicLong();

    /**
     * @param file opened or made, and brought to the newest schema
     * @param mark an empty file that stands there while the database is open, and after a close that found it damaged
     * @throws org.flywaydb.core.api.FlywayException if the file is not a catalog of this or an earlier version
     * @throws DataAccessException if it is no database, or cannot be opened
     */
    CatalogDatabase(Path file, Path mark) {
        this.mark = mark;
        this.writeAhead = new File(file + "-wal");
        SQLiteDataSource source = source(file, WRITER_CACHE_KIB);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration/catalog")
                // By default Flyway would take a file that a later version has changed.
                .ignoreMigrationPatterns(new String[0])
                .load()
                .migrate();
        writer = openWriter(source);
        write = new JdbcTemplate(writer);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(writer));
        readers = openReaders(source(file, READER_CACHE_KIB));
        read = new JdbcTemplate(readers);
    }

    /**
     * Runs on the caller's thread over a connection that cannot write.
     *
     * @throws PeerException STORAGE_FAILURE; BUSY if all connections are in use for a second
     */
    <T> T read(Function<JdbcTemplate, T> work) {
        try {
            return work.apply(read);
        } catch (DataAccessException e) {
            throw failure(e);
        }
    }

    /**
     * Runs on the caller's thread in one transaction, after those who asked before; nested calls join it.
     *
     * @throws PeerException STORAGE_FULL, STORAGE_FAILURE; then, as with any exception of {@code work}, nothing is changed
     */
    <T> T write(Function<JdbcTemplate, T> work) {
        writing.lock();
        writesBegun.incrementAndGet();
        try {
            T result = transaction.execute(status -> work.apply(write));
            shortenLog();
            return result;
        } catch (DataAccessException | TransactionException e) {
            throw failure(e);
        } finally {
            writesEnded.incrementAndGet();
            writing.unlock();
        }
    }

    // On a disk with little room the log would otherwise take all of it, and no upload would fit any more. What readers
    // still need of it stays, and the next write tries again.
    private void shortenLog() {
        long most = Math.max(LOG_KEEPS_BYTES, writeAhead.getUsableSpace() / FREE_PER_LOG);
        if (writeAhead.length() > most && !TransactionSynchronizationManager.isActualTransactionActive()) {
            try {
                write.execute("PRAGMA wal_checkpoint(PASSIVE)");
            } catch (DataAccessException e) {
                log.debug("the catalog's log stays long", e);
            }
        }
    }

    /** The same, unless somebody writes now: then null, and nothing is done. */
    <T> T writeIfFree(Function<JdbcTemplate, T> work) {
        if (!writing.tryLock()) {
            return null;
        }
        try {
            return write(work);
        } finally {
            writing.unlock();
        }
    }

    /** A moment: every write that had ended by now is seen by reads that begin from now on. */
    long moment() {
        return writesEnded.get();
    }

    /** Whether no write has begun since that moment, or was under way in it. */
    boolean unchangedSince(long moment) {
        return writesBegun.get() == moment;
    }

    /** What SQLite itself finds wrong with the file, or "ok". Reads all of it: about 1.5 s for a million names. */
    String check() {
        return read(jdbc -> jdbc.queryForObject("PRAGMA quick_check(1)", String.class));
    }

    /** Waits for a write that runs; the log goes into the file. */
    @Override
    public void close() {
        writing.lock();
        try {
            readers.close();
            writer.destroy();
            if (!damaged.get()) {
                Files.deleteIfExists(mark);
            }
        } catch (IOException e) {
            log.warn("the mark of an open catalog stays, and the next start checks it: {}", e.toString());
        } finally {
            writing.unlock();
        }
    }

    private PeerException failure(RuntimeException e) {
        if (e instanceof CannotGetJdbcConnectionException && e.getCause() instanceof SQLTransientConnectionException) {
            return PeerException.retryAfter(Reason.BUSY, "all readers of the catalog are busy", LONGEST_WAIT);
        }
        SQLiteErrorCode code = code(e);
        if (code == SQLiteErrorCode.SQLITE_FULL) {
            return new PeerException(Reason.STORAGE_FULL, "no space is left for the catalog", e);
        }
        if (code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB) {
            if (damaged.compareAndSet(false, true)) {
                log.error("the catalog is damaged and is built anew at the next start", e);
            }
            return new PeerException(Reason.STORAGE_FAILURE, "the catalog is damaged; a restart builds it anew", e);
        }
        return new PeerException(Reason.STORAGE_FAILURE, "the catalog cannot be used: " + code, e);
    }

    /** SQLite's own primary code somewhere in the causes, else SQLITE_ERROR. */
    static SQLiteErrorCode code(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF);
            }
        }
        return SQLiteErrorCode.SQLITE_ERROR;
    }

    private static SQLiteDataSource source(Path file, int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(5_000);
        config.setCacheSize(-cacheKib); // as SQLite has it: above 0 these were pages
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static SingleConnectionDataSource openWriter(SQLiteDataSource source) {
        try {
            SingleConnectionDataSource writer = new SingleConnectionDataSource(source.getConnection(), true);
            JdbcTemplate jdbc = new JdbcTemplate(writer);
            // Each insert that fires a trigger keeps a copy of the pages that it changes; in a file it costs thrice as
            // much.
            jdbc.execute("PRAGMA temp_store = MEMORY");
            jdbc.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            jdbc.execute("PRAGMA journal_size_limit = " + LOG_KEEPS_BYTES);
            return writer;
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("the catalog cannot be opened", e);
        }
    }

    private static HikariDataSource openReaders(SQLiteDataSource source) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("catalog-read");
        config.setDataSource(source);
        config.setConnectionInitSql("PRAGMA query_only = 1");
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LONGEST_WAIT.toMillis());
        return new HikariDataSource(config);
    }
}
