package io.parvada.peer.directorystore;

import io.parvada.peer.directory.Account;
import io.parvada.peer.directory.DirectoryStore.Page;
import io.parvada.peer.directory.DirectoryStore.StoredAccount;
import io.parvada.transfer.credential.Scope;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of accounts, and that of the keys which sign their credentials. */
final class AccountRows {

    private static final int MOST_KEYS = 64;

    private AccountRows() {}

    static boolean add(JdbcTemplate jdbc, Account account, String passwordHash) {
        String sql = "INSERT INTO account (name, scopes, password) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING";
        return jdbc.update(sql, account.name(), Scope.text(account.scopes()), passwordHash) == 1;
    }

    static Optional<StoredAccount> find(JdbcTemplate jdbc, String name) {
        return jdbc
                .query(
                        "SELECT name, scopes, password FROM account WHERE name = ?",
                        (row, i) -> new StoredAccount(
                                new Account(row.getString(1), Scope.parse(row.getString(2))), row.getString(3)),
                        name)
                .stream()
                .findFirst();
    }

    static Page<Account> page(JdbcTemplate jdbc, String after, int limit) {
        List<Account> oneMore = jdbc.query(
                "SELECT name, scopes FROM account WHERE name > ? ORDER BY name LIMIT ?",
                (row, i) -> new Account(row.getString(1), Scope.parse(row.getString(2))),
                after == null ? "" : after,
                limit + 1);
        return Pages.of(oneMore, limit, Account::name);
    }

    static boolean remove(JdbcTemplate jdbc, String name) {
        jdbc.update("DELETE FROM session WHERE account = ?", name);
        return jdbc.update("DELETE FROM account WHERE name = ?", name) == 1;
    }

    static void keepKey(JdbcTemplate jdbc, String keyId, String jwk, long goodUntil) {
        String sql = "INSERT INTO signing_key (kid, jwk, good_until) VALUES (?, ?, ?)"
                + " ON CONFLICT (kid) DO UPDATE SET good_until = excluded.good_until";
        jdbc.update(sql, keyId, jwk, goodUntil);
    }

    static List<String> keys(JdbcTemplate jdbc, long now) {
        String sql = "SELECT jwk FROM signing_key WHERE good_until > ? ORDER BY good_until DESC LIMIT " + MOST_KEYS;
        return jdbc.queryForList(sql, String.class, now);
    }
}
