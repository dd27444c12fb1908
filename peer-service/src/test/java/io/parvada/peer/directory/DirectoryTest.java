package io.parvada.peer.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.credential.CallProofs;
import io.parvada.peer.credential.CredentialIssuer;
import io.parvada.peer.credential.Gate;
import io.parvada.peer.credential.Verified;
import io.parvada.peer.directory.Directory.Granted;
import io.parvada.peer.directory.Directory.Login;
import io.parvada.peer.directorystore.SqlDirectoryStore;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, logins and leases over a real store, at a time that stands still. */
class DirectoryTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final String PASSWORD = "correct horse";

    /** A clock that is set by hand. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-11-21T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** One process of the directory. */
    private final class Process {
        private final HolderKey signing = HolderKey.generate();
        private final LoginAttempts attempts = new LoginAttempts(clock);
        private final Accounts accounts =
                new Accounts(store, new Passwords(4, new SecureRandom()), attempts, task -> hashing.execute(task));
        private final Directory directory =
                new Directory(store, accounts, new CredentialIssuer(signing, clock, DirectoryTest::id), LEASE, clock);
        private final PeerId id = PeerId.of(publicKey(HolderKey.generate()));
        private final StoreKeys keys = new StoreKeys(store, clock);
        private final Gate gate = Gate.ofDirectory(keys::find, new CallProofs(id, clock), clock);

        Process() {
            new Housekeeping(store, signing, clock).keepKey();
        }

        Verified verified(HolderKey holder, String credential) {
            CallSigner signer = new CallSigner(holder, () -> credential, clock, DirectoryTest::id);
            Map<String, String> headers = signer.headers(id.value(), "POST", "/directory/renew");
            return gate.admit(headers.get("Authorization"), headers.get("DPoP"), "POST", "/directory/renew");
        }
    }

    @TempDir
    Path state;

    private final Hand clock = new Hand();
    private final HolderKey key = HolderKey.generate();
    private Executor hashing = Runnable::run;
    private DirectoryStore store;
    private Process one;

    @BeforeEach
    void openTheStore() {
        store = SqlDirectoryStore.sqlite(state.resolve("directory.db"));
        one = new Process();
        one.accounts.add("ana", PASSWORD, EnumSet.of(Scope.READ, Scope.WRITE)).join();
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    @Test
    void aLoginGivesACredentialOfTheAccountsScopesBoundToThePeersKey() {
        Granted granted = one.directory.login(login(PASSWORD), HERE).join();
        assertThat(granted.leaseSeconds()).isEqualTo(60);
        assertThat(granted.expiresAt()).isEqualTo(clock.instant().plus(Directory.CREDENTIAL_LIFE));
        Verified verified = one.verified(key, granted.credential());
        assertThat(verified.peer()).contains(peer().id());
        assertThat(verified.grant().subject()).isEqualTo("ana");
        assertThat(verified.grant().scopes()).containsExactlyInAnyOrder(Scope.READ, Scope.WRITE);
        assertThatThrownBy(() -> one.verified(HolderKey.generate(), granted.credential()))
                .isInstanceOf(PeerException.class);
        assertThat(one.directory.peers(null, 10).items())
                .extracting(Session::peer)
                .containsExactly(peer());
    }

    @Test
    void aLoginAtOneProcessIsGoodAtTheOthersAtOnce() {
        Process two = new Process();
        Granted granted = two.directory.login(login(PASSWORD), HERE).join();
        Verified atOne = one.verified(key, granted.credential());
        Granted renewed = one.directory.renew(atOne.grant());
        assertThat(two.verified(key, renewed.credential()).peer()).contains(peer().id());
    }

    @Test
    void aClientGetsACredentialAndNoLease() {
        Login client = new Login("ana", PASSWORD, null, "key", key.thumbprint());
        Granted granted = one.directory.login(client, HERE).join();
        assertThat(granted.leaseSeconds()).isNull();
        assertThat(one.verified(key, granted.credential()).peer()).isEmpty();
        assertThat(one.directory.peers(null, 10).items()).isEmpty();
    }

    @Test
    void aWrongPasswordAndAnUnknownAccountAreAnsweredAlike() {
        PeerException wrong = refused(Reason.UNAUTHENTICATED, () -> loggedIn(login("wrong horse")));
        for (String name : List.of("bob", "", "ANA", "ana ", "x".repeat(10_000), "a\0b", "ñ")) {
            Login unknown = new Login(name, PASSWORD, peer(), "key", key.thumbprint());
            assertThat(refused(Reason.UNAUTHENTICATED, () -> loggedIn(unknown)).detail())
                    .isEqualTo(wrong.detail());
            clock.now = clock.now.plusSeconds(60);
        }
    }

    @Test
    void anUnknownAccountTakesAsLongAsAKnownOne() {
        Passwords passwords = new Passwords(8, new SecureRandom());
        String hash = passwords.hash(PASSWORD);
        List<Supplier<Boolean>> ways = List.of(
                () -> passwords.matches("wrong horse", Optional.of(hash)),
                () -> passwords.matches("wrong horse", Optional.empty()),
                () -> passwords.matches("x".repeat(10_000), Optional.of(hash)));
        long[] fastest = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        for (int turn = 0; turn < 15; turn++) {
            for (int way = 0; way < ways.size(); way++) {
                long began = System.nanoTime();
                assertThat(ways.get(way).get()).isFalse();
                fastest[way] = Math.min(fastest[way], System.nanoTime() - began);
            }
        }
        assertThat(fastest[1]).isBetween(fastest[0] / 2, fastest[0] * 2);
        assertThat(fastest[2]).isBetween(fastest[0] / 2, fastest[0] * 2);
    }

    @Test
    void afterTenWrongPasswordsARightOneIsRefusedToo() {
        for (int i = 0; i < 10; i++) {
            refused(Reason.UNAUTHENTICATED, () -> loggedIn(login("wrong horse")));
        }
        PeerException slowed = refused(Reason.RATE_LIMITED, () -> loggedIn(login(PASSWORD)));
        assertThat(slowed.retryAfter()).contains(Duration.ofSeconds(6));
        clock.now = clock.now.plusSeconds(6);
        loggedIn(login(PASSWORD));
        refused(Reason.UNAUTHENTICATED, () -> loggedIn(login("wrong horse")));
        refused(Reason.RATE_LIMITED, () -> loggedIn(login(PASSWORD)));
    }

    @Test
    void ofAThousandWrongPasswordsAMinuteTwentyAreJudged() {
        int judged = 0;
        for (int i = 0; i < 1_000; i++) {
            if (reason(() -> loggedIn(login("wrong horse"))) == Reason.UNAUTHENTICATED) {
                judged++;
            }
            clock.now = clock.now.plusMillis(60);
        }
        assertThat(judged).isBetween(19, 20);
    }

    @Test
    void anAddressIsSlowedWhateverTheAccountAndAnAccountWhateverTheAddress() throws Exception {
        InetAddress elsewhere = InetAddress.getByName("192.0.2.7");
        for (int i = 0; i < 10; i++) {
            Login unknown = new Login("nobody" + i, PASSWORD, peer(), "key", key.thumbprint());
            refused(Reason.UNAUTHENTICATED, () -> loggedIn(unknown));
        }
        refused(Reason.RATE_LIMITED, () -> loggedIn(login(PASSWORD)));
        one.directory.login(login(PASSWORD), elsewhere).join();
        for (int i = 0; i < 10; i++) {
            InetAddress another = InetAddress.getByName("192.0.2." + (10 + i));
            refused(
                    Reason.UNAUTHENTICATED,
                    () -> one.directory.login(login("wrong horse"), another).join());
        }
        refused(
                Reason.RATE_LIMITED,
                () -> one.directory.login(login(PASSWORD), elsewhere).join());
    }

    @Test
    void rightPasswordsCostNoAttempts() {
        for (int i = 0; i < 50; i++) {
            loggedIn(login(PASSWORD));
        }
    }

    @Test
    void whereAsManyWaitAsMayTheNextOneIsBusy() {
        hashing = task -> {
            throw new RejectedExecutionException();
        };
        PeerException busy = refused(Reason.BUSY, () -> loggedIn(login(PASSWORD)));
        assertThat(busy.retryAfter()).isPresent();
    }

    @Test
    void aRemovedAccountNeitherRenewsNorStaysInAnswers() {
        Granted granted = one.directory.login(login(PASSWORD), HERE).join();
        Verified held = one.verified(key, granted.credential());
        one.accounts.remove("ana");
        assertThat(one.directory.peers(null, 10).items()).isEmpty();
        refused(Reason.UNAUTHENTICATED, () -> one.directory.renew(held.grant()));
    }

    @Test
    void aLeaseThatHasEndedIsNotRenewed() {
        Granted granted = one.directory.login(login(PASSWORD), HERE).join();
        Verified held = one.verified(key, granted.credential());
        clock.now = clock.now.plus(LEASE);
        refused(Reason.UNAUTHENTICATED, () -> one.directory.renew(held.grant()));
    }

    @Test
    void aRenewedCredentialHasTheScopesThatTheAccountHasNow() {
        Granted granted = one.directory.login(login(PASSWORD), HERE).join();
        Verified held = one.verified(key, granted.credential());
        store.remove("ana");
        one.accounts.add("ana", PASSWORD, Set.of(Scope.READ)).join();
        loggedIn(login(PASSWORD));
        Granted renewed = one.directory.renew(held.grant());
        assertThat(one.verified(key, renewed.credential()).grant().scopes()).containsExactly(Scope.READ);
    }

    @Test
    void aWeakPasswordIsRefusedAndNotShown() {
        for (String weak : List.of("", "seven77", "ñ".repeat(37), "eight\0888")) {
            PeerException e = refused(
                    Reason.INVALID_REQUEST,
                    () -> one.accounts.add("bob", weak, Set.of(Scope.READ)).join());
            assertThat(e.detail()).doesNotContain("seven77").doesNotContain("ñ");
        }
        refused(
                Reason.INVALID_REQUEST,
                () -> one.accounts.add("bob", PASSWORD, Set.of()).join());
        refused(
                Reason.INVALID_REQUEST,
                () -> one.accounts.add("Bob", PASSWORD, Set.of(Scope.READ)).join());
        refused(
                Reason.ALREADY_EXISTS,
                () -> one.accounts.add("ana", PASSWORD, Set.of(Scope.READ)).join());
    }

    @Test
    void theFirstAdministratorIsMadeOnceAndKeepsItsPassword() {
        one.accounts.first("first password");
        one.accounts.first("second password");
        assertThat(one.accounts
                        .authenticated(Account.ADMIN, "first password", HERE)
                        .join()
                        .scopes())
                .containsExactlyInAnyOrder(Scope.values());
        refused(
                Reason.UNAUTHENTICATED,
                () -> one.accounts
                        .authenticated(Account.ADMIN, "second password", HERE)
                        .join());
    }

    @Test
    void secretsAreInNoText() {
        Granted granted = one.directory.login(login(PASSWORD), HERE).join();
        assertThat(granted.toString()).doesNotContain(granted.credential());
        assertThat(login(PASSWORD).toString()).doesNotContain(PASSWORD);
        assertThat(store.account("ana").orElseThrow().passwordHash())
                .startsWith("$2")
                .doesNotContain(PASSWORD);
    }

    private void loggedIn(Login login) {
        one.directory.login(login, HERE).join();
    }

    private Login login(String password) {
        return new Login("ana", password, peer(), "key", key.thumbprint());
    }

    private Peer peer() {
        return new Peer(
                PeerId.of(publicKey(key)),
                "one",
                PeerUrl.parse("http://one:8001"),
                HostPort.parse("one:50051"),
                List.of());
    }

    private static PublicKey publicKey(HolderKey key) {
        try {
            return key.shown().toECPublicKey();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static PeerException refused(Reason reason, ThrowingCallable call) {
        PeerException why = failure(call);
        assertThat(why.reason()).as(why.detail()).isEqualTo(reason);
        return why;
    }

    private static Reason reason(ThrowingCallable call) {
        return failure(call).reason();
    }

    private static PeerException failure(ThrowingCallable call) {
        try {
            call.call();
        } catch (CompletionException | PeerException e) {
            return PeerException.unwrapped(e);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("nothing was refused");
    }
}
