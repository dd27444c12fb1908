package io.parvada.peer.directory;

import io.parvada.peer.directory.DirectoryStore.Page;
import io.parvada.peer.directory.DirectoryStore.StoredAccount;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may log in. Passwords are hashed and judged on the executor given, whose threads are how many are at work at once;
 * where its queue is full the caller is told BUSY. A password is in no log, sentence or answer. Thread-safe.
 */
public final class Accounts {

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private static final Duration COME_AGAIN = Duration.ofSeconds(1);

    private final DirectoryStore store;
    private final Passwords passwords;
    private final LoginAttempts attempts;
    private final Executor hashing;

    Accounts(DirectoryStore store, Passwords passwords, LoginAttempts attempts, Executor hashing) {
        this.store = store;
        this.passwords = passwords;
        this.attempts = attempts;
        this.hashing = hashing;
    }

    /** Makes the first administrator, unless there is one: then its password stays what it is. Blocks. */
    void first(String password) {
        Passwords.requireGood(password);
        boolean missing = store.account(Account.ADMIN).isEmpty();
        if (missing && store.add(new Account(Account.ADMIN, EnumSet.allOf(Scope.class)), passwords.hash(password))) {
            log.info("The directory's account {} is made", Account.ADMIN);
        }
    }

    /** @return fails with INVALID_REQUEST for a wrong name, no scopes or a weak password, ALREADY_EXISTS, BUSY */
    public CompletableFuture<Account> add(String name, String password, Set<Scope> scopes) {
        Account account = new Account(name, scopes);
        Passwords.requireGood(password);
        return hashing(() -> {
            if (!store.add(account, passwords.hash(password))) {
                throw new PeerException(Reason.ALREADY_EXISTS, "there is an account " + account.name() + " already");
            }
            log.info("The account {} is made, with {}", account.name(), Scope.text(account.scopes()));
            return account;
        });
    }

    /** By name. @throws PeerException as {@link DirectoryStore} says */
    public Page<Account> list(String after, int limit) {
        if (after != null && !Account.isName(after)) {
            throw new PeerException(Reason.INVALID_REQUEST, "after is the next of the page before");
        }
        return store.accounts(after, limit);
    }

    /** Its peers are logged out at once. Idempotent. */
    public void remove(String name) {
        if (Account.isName(name) && store.remove(name)) {
            log.info("The account {} is removed", name);
        }
    }

    /** The account, if the password is its own. @return fails with UNAUTHENTICATED, RATE_LIMITED, BUSY */
    CompletableFuture<Account> authenticated(String name, String password, InetAddress from) {
        return hashing(() -> {
            attempts.require(name, from);
            Optional<StoredAccount> stored = Account.isName(name) ? store.account(name) : Optional.empty();
            if (!passwords.matches(password, stored.map(StoredAccount::passwordHash))) {
                attempts.failed(name, from);
                throw new PeerException(Reason.UNAUTHENTICATED, "there is no such account, or its password is another");
            }
            return stored.orElseThrow().account();
        });
    }

    /** As it is now. @throws PeerException UNAUTHENTICATED when it has been removed */
    Account require(String name) {
        return store.account(name)
                .orElseThrow(() -> new PeerException(Reason.UNAUTHENTICATED, "the account is no longer there"))
                .account();
    }

    private <T> CompletableFuture<T> hashing(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, hashing);
        } catch (RejectedExecutionException full) {
            throw PeerException.retryAfter(
                    Reason.BUSY, "the directory judges as many passwords as it can just now", COME_AGAIN);
        }
    }
}
