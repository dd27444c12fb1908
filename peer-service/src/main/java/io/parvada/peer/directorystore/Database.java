package io.parvada.peer.directorystore;

import com.zaxxer.hikari.HikariDataSource;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A pool of connections to one database, brought to the newest schema. Who has not got a connection, or a turn to write,
 * in a second is told to come again: no thread of a server should wait for long. Thread-safe.
 */
final class Database implements AutoCloseable {

    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration COME_AGAIN = Duration.ofSeconds(2);

    private final HikariDataSource pool;
    private final Dialect dialect;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Semaphore writers;

    /** @param writers how many may write at once, so that connections are left to who asks */
    Database(HikariDataSource pool, Dialect dialect, int writers) {
        this.pool = pool;
        this.dialect = dialect;
        this.jdbc = new JdbcTemplate(pool);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
        this.writers = new Semaphore(writers, true);
    }

    Dialect dialect() {
        return dialect;
    }

    /** One statement that sees one moment. @throws PeerException as {@link io.parvada.peer.directory.DirectoryStore} says */
    <T> T read(Function<JdbcTemplate, T> work) {
        try {
            return work.apply(jdbc);
        } catch (DataAccessException e) {
            throw failure(e);
        }
    }

    /** One transaction. @throws PeerException as above; then, as with any exception of {@code work}, nothing is changed */
    <T> T write(Function<JdbcTemplate, T> work) {
        takeTurn();
        try {
            return transaction.execute(status -> work.apply(jdbc));
        } catch (DataAccessException | TransactionException e) {
            throw failure(e);
        } finally {
            writers.release();
        }
    }

    private void takeTurn() {
        try {
            if (writers.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw busy("the directory has too much to write just now", null);
    }

    private PeerException failure(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotGetJdbcConnectionException || cause instanceof SQLTransientConnectionException) {
                return busy("the directory's database does not answer, or is busy", e);
            }
        }
        return dialect.failure(e);
    }

    static PeerException busy(String sentence, RuntimeException e) {
        return PeerException.retryAfter(Reason.BUSY, sentence, COME_AGAIN, e);
    }

    @Override
    public void close() {
        pool.close();
    }
}
