package io.parvada.peer.directorystore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database for several processes. */
final class PostgresDialect implements Dialect {

    private static final int CONNECTIONS = 10;
    private static final int WRITERS = 7;
    private static final int CONNECT_SECONDS = 2;
    /** No statement takes as long; a server that is frozen does. */
    private static final int SILENCE_SECONDS = 15;
    /** At start the database may be starting too: up to 8 s. */
    private static final int TRIES = 5;

    private static final int TRIGRAM = 3;
    private static final String IDEOGRAPH = "\u65e5";

    /** Whether a character is a letter or digit to the database, as its trigrams are made of no others. */
    private final IntPredicate inWords;

    private PostgresDialect(IntPredicate inWords) {
        this.inWords = inWords;
    }

    /**
     * @param url {@code jdbc:postgresql://…}
     * @throws org.flywaydb.core.api.FlywayException if it cannot be reached, or is of a later version
     */
    static Database open(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        source.setApplicationName("parvada");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SILENCE_SECONDS);
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        migrate(source);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("directory");
        pool.setDataSource(source);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(Database.LONGEST_WAIT.toMillis());
        pool.setInitializationFailTimeout(-1);
        // Every statement here has an index. Of a text that is rare the planner expects more rows than there are, and
        // would rather read the whole table for the first of them; compiling a plan takes longer than running it.
        pool.setConnectionInitSql("SET enable_seqscan = off; SET jit = off");
        return new Database(new HikariDataSource(pool), new PostgresDialect(words(source)), WRITERS);
    }

    private static void migrate(PGSimpleDataSource source) {
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration/directory/postgresql")
                .ignoreMigrationPatterns(new String[0])
                .connectRetries(TRIES)
                .connectRetriesInterval(2)
                .load()
                .migrate();
    }

    // In a database of the language "C" only ASCII is letters, and a trigram of others is none.
    private static IntPredicate words(PGSimpleDataSource source) {
        boolean all = Boolean.TRUE.equals(new JdbcTemplate(source)
                .queryForObject("SELECT cardinality(show_trgm(?)) > 0", Boolean.class, IDEOGRAPH));
        return all ? Character::isLetterOrDigit : c -> c < 0x80 && Character.isLetterOrDigit(c);
    }

    @Override
    public String position() {
        return "strpos";
    }

    @Override
    public String join() {
        return "LEFT JOIN LATERAL (SELECT peer, peer_name, url, grpc, addresses FROM session"
                + " WHERE generation = c.generation AND lease_end > ? LIMIT 1) s ON true";
    }

    // Materialized, so that it is planned for all rows that match, and with LIMIT on top of it not all are computed.
    @Override
    public Optional<Part> candidates(NameQuery query, NameSample sample) {
        List<Object> patterns = new ArrayList<>();
        for (String run : query.runs()) {
            if (hasTrigram(run)) {
                patterns.add("%" + run.replaceAll("([\\\\%_])", "\\\\$1") + "%");
            }
        }
        if (patterns.isEmpty()) {
            return Optional.empty();
        }
        String like = "folded LIKE ?" + " AND folded LIKE ?".repeat(patterns.size() - 1);
        return Optional.of(
                new Part("WITH m AS MATERIALIZED (SELECT * FROM entry WHERE " + like + ") SELECT * FROM m", patterns));
    }

    private boolean hasTrigram(String run) {
        int length = 0;
        for (int c : run.codePoints().toArray()) {
            length = inWords.test(c) ? length + 1 : 0;
            if (length == TRIGRAM) {
                return true;
            }
        }
        return false;
    }

    @Override
    public PeerException failure(RuntimeException e) {
        String state = state(e);
        // 08 connections, 40 serialization and deadlocks, 53 resources, 57 operator intervention, 25006 a standby
        if (state.equals("53100")) {
            return new PeerException(Reason.STORAGE_FULL, "no space is left for the directory", e);
        }
        if (state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.equals("25006")) {
            return Database.busy("the directory's database does not answer, or is busy", e);
        }
        return new PeerException(Reason.STORAGE_FAILURE, "the directory's database refuses: SQL state " + state, e);
    }

    private static String state(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "unknown";
    }
}
