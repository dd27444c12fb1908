package io.parvada.peer.directory;

import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.config.StartRefused;
import io.parvada.peer.credential.CallProofs;
import io.parvada.peer.credential.CredentialIssuer;
import io.parvada.peer.credential.Gate;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.error.PeerException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The directory's role, where it is switched on. Two threads {@code directory-login-N} hash passwords, two at a time with
 * sixteen waiting (half a second); {@code directory-sweep-1} sweeps every ten seconds. The key that signs is made at each
 * start and is nowhere but in memory.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("peer.directory.enabled")
class DirectoryConfiguration implements DisposableBean {

    private static final int HASHING = 2;
    private static final int WAITING = 16;
    private static final int SWEEP_SECONDS = 10;

    private final HolderKey signing = HolderKey.generate();
    private final ThreadPoolExecutor hashing = new ThreadPoolExecutor(
            HASHING, HASHING, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), named("directory-login-"));
    private final ScheduledThreadPoolExecutor sweep = new ScheduledThreadPoolExecutor(1, named("directory-sweep-"));

    @Bean
    Accounts directoryAccounts(DirectoryStore store, PeerConfig config, Clock clock) {
        Passwords passwords = new Passwords(Passwords.COST, new SecureRandom());
        Accounts accounts = new Accounts(store, passwords, new LoginAttempts(clock), hashing);
        config.directory().firstAdminPassword().ifPresent(password -> makeFirst(accounts, password));
        return accounts;
    }

    @Bean
    Directory directory(DirectoryStore store, Accounts accounts, PeerConfig config, Clock clock) {
        Housekeeping housekeeping = new Housekeeping(store, signing, clock);
        housekeeping.keepKey();
        sweep.scheduleWithFixedDelay(housekeeping::run, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        CredentialIssuer issuer =
                new CredentialIssuer(signing, clock, () -> UUID.randomUUID().toString());
        return new Directory(store, accounts, issuer, config.directory().lease(), clock);
    }

    @Bean
    StoreKeys directoryKeys(DirectoryStore store, Clock clock) {
        return new StoreKeys(store, clock);
    }

    @Bean
    DirectoryCallers directoryCallers(StoreKeys keys, CallProofs proofs, Clock clock) {
        return new DirectoryCallers(Gate.ofDirectory(keys::find, proofs, clock), proofs);
    }

    @Override
    public void destroy() {
        hashing.shutdownNow();
        sweep.shutdownNow();
    }

    private static void makeFirst(Accounts accounts, String password) {
        try {
            accounts.first(password);
        } catch (PeerException e) {
            throw new StartRefused("The directory's first account cannot be made: " + e.detail(), e);
        }
    }

    private static CustomizableThreadFactory named(String prefix) {
        CustomizableThreadFactory named = new CustomizableThreadFactory(prefix);
        named.setDaemon(true);
        return named;
    }
}
