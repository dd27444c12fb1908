package io.parvada.peer.directorystore;

import io.parvada.peer.directory.Account;
import io.parvada.peer.directory.DirectoryStore;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.directory.Session;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Question;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The port on either database. Limits are taken as 1 to 1,000. */
public final class SqlDirectoryStore implements DirectoryStore {

    private static final int SWEPT_ENTRIES = 5_000;
    private static final int SWEPT_SESSIONS = 1_000;

    private final Database database;
    private final NameSample.Kept sample;

    private SqlDirectoryStore(Database database) {
        this.database = database;
        this.sample = new NameSample.Kept(database);
    }

    /** @throws org.flywaydb.core.api.FlywayException if the file is no directory of this or an earlier version */
    public static SqlDirectoryStore sqlite(Path file) {
        return new SqlDirectoryStore(SqliteDialect.open(file));
    }

    /**
     * @param user null for that of the URL; likewise {@code password}
     * @throws org.flywaydb.core.api.FlywayException if it cannot be reached, or is of a later version
     */
    public static SqlDirectoryStore postgresql(String url, String user, String password) {
        return new SqlDirectoryStore(PostgresDialect.open(url, user, password));
    }

    @Override
    public boolean add(Account account, String passwordHash) {
        return database.write(jdbc -> AccountRows.add(jdbc, account, passwordHash));
    }

    @Override
    public Optional<StoredAccount> account(String name) {
        return database.read(jdbc -> AccountRows.find(jdbc, name));
    }

    @Override
    public Page<Account> accounts(String after, int limit) {
        return database.read(jdbc -> AccountRows.page(jdbc, after, bounded(limit)));
    }

    @Override
    public boolean remove(String account) {
        return database.write(jdbc -> AccountRows.remove(jdbc, account));
    }

    @Override
    public void begin(Session session, Instant now) {
        database.write(jdbc -> {
            SessionRows.begin(jdbc, session, now);
            return null;
        });
    }

    @Override
    public boolean renew(PeerId peer, Instant leaseEnd, Instant now) {
        return database.write(jdbc -> SessionRows.renew(jdbc, peer, leaseEnd, now));
    }

    @Override
    public void end(PeerId peer) {
        database.write(jdbc -> {
            SessionRows.end(jdbc, peer);
            return null;
        });
    }

    @Override
    public Optional<Session> session(PeerId peer, Instant now) {
        return database.read(jdbc -> SessionRows.find(jdbc, peer, now));
    }

    @Override
    public Page<Session> sessions(String after, int limit, Instant now) {
        return database.read(jdbc -> SessionRows.page(jdbc, after, bounded(limit), now));
    }

    @Override
    public Published publish(PeerId peer, IndexUpdate update, Instant now) {
        return database.write(jdbc -> EntryRows.publish(jdbc, peer, update, now));
    }

    @Override
    public Found find(Question question, String after, int limit, Instant now) {
        byte[] behind = Hits.behind(after);
        NameSample names = sample.at(now);
        return database.read(jdbc -> new EntryQuery(jdbc, database.dialect(), names, now.toEpochMilli())
                .page(question, behind, bounded(limit)));
    }

    @Override
    public boolean sweep(Instant expired, Instant now) {
        return database.write(jdbc -> {
            int sessions = SessionRows.deleteExpired(jdbc, expired, SWEPT_SESSIONS);
            jdbc.update("DELETE FROM signing_key WHERE good_until < ?", now.toEpochMilli());
            return EntryRows.sweep(jdbc, SWEPT_ENTRIES) || sessions == SWEPT_SESSIONS;
        });
    }

    @Override
    public void keep(String keyId, String jwk, Instant goodUntil) {
        database.write(jdbc -> {
            AccountRows.keepKey(jdbc, keyId, jwk, goodUntil.toEpochMilli());
            return null;
        });
    }

    @Override
    public List<String> keys(Instant now) {
        return database.read(jdbc -> AccountRows.keys(jdbc, now.toEpochMilli()));
    }

    @Override
    public void close() {
        database.close();
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(limit, MOST));
    }
}
