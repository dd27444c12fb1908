package io.parvada.peer.directory;

import io.parvada.peer.credential.CredentialIssuer;
import io.parvada.peer.directory.DirectoryStore.Found;
import io.parvada.peer.directory.DirectoryStore.Page;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Question;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * Logging in, publishing and asking, as any process of the directory does it: what it knows is in the store alone.
 * Thread-safe; what returns no future blocks for the store, and may throw BUSY, STORAGE_FULL and STORAGE_FAILURE as the
 * store does.
 */
public final class Directory {

    /** A credential is checked without asking here, so that who is removed keeps it for so long; renewing gives a new one. */
    static final Duration CREDENTIAL_LIFE = Duration.ofHours(1);

    /**
     * Who wants to log in.
     *
     * @param peer null for a client, which gets a credential and no lease
     * @param key the public key that the caller has proven to hold, X.509 in base64; {@code thumbprint} by RFC 7638. The
     *     peer's id belongs to it
     */
    public record Login(String name, String password, Peer peer, String key, String thumbprint) {

        /** Without the password. */
        @Override
        public String toString() {
            return "login of " + name;
        }
    }

    /** What a login or a renewal gives; its text does not show the credential. leaseSeconds is null for a client. */
    public record Granted(String credential, Instant expiresAt, Long leaseSeconds) {
        @Override
        public String toString() {
            return "credential until " + expiresAt;
        }
    }

    private final DirectoryStore store;
    private final Accounts accounts;
    private final CredentialIssuer issuer;
    private final Duration lease;
    private final InstantSource clock;

    Directory(DirectoryStore store, Accounts accounts, CredentialIssuer issuer, Duration lease, InstantSource clock) {
        this.store = store;
        this.accounts = accounts;
        this.issuer = issuer;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Begins a session and its lease, or takes the peer's former one up again with all that it has published.
     *
     * @param from the address the caller calls from
     * @return fails with UNAUTHENTICATED (the same for a wrong password and an unknown account), RATE_LIMITED, BUSY
     */
    public CompletableFuture<Granted> login(Login login, InetAddress from) {
        return accounts.authenticated(login.name(), login.password(), from).thenApply(account -> {
            if (login.peer() != null) {
                Instant now = clock.instant();
                store.begin(new Session(login.peer(), account.name(), login.key(), now.plus(lease)), now);
            }
            PeerId peer = login.peer() == null ? null : login.peer().id();
            return granted(account, peer, login.thumbprint());
        });
    }

    /**
     * A new lease and a new credential, by what the account may do now.
     *
     * @param held what the caller has shown
     * @throws PeerException UNAUTHENTICATED when the lease has ended or the account is gone: then it logs in again
     */
    public Granted renew(Grant held) {
        if (held.peer() == null) {
            return granted(accounts.require(held.subject()), null, held.thumbprint());
        }
        PeerId peer = new PeerId(held.peer());
        Instant now = clock.instant();
        Session session = store.session(peer, now)
                .filter(running -> store.renew(peer, now.plus(lease), now))
                .orElseThrow(() ->
                        new PeerException(Reason.UNAUTHENTICATED, "the lease of this peer has ended; log in again"));
        return granted(accounts.require(session.account()), peer, held.thumbprint());
    }

    /** Its index is gone from answers when this returns. Idempotent. */
    public void logout(PeerId peer) {
        store.end(peer);
    }

    /** @throws PeerException STALE_BASE; UNAUTHENTICATED when the peer's lease has ended */
    public Published publish(PeerId peer, IndexUpdate update) {
        return store.publish(peer, update, clock.instant());
    }

    /** What peers whose leases run share. after: null, or the next of the page before. */
    public Found query(Question question, String after, int limit) {
        return store.find(question, after, limit, clock.instant());
    }

    /** Who is logged in, by id. after: null, or the next of the page before. */
    public Page<Session> peers(String after, int limit) {
        String behind = after == null ? null : new PeerId(after).value();
        return store.sessions(behind, limit, clock.instant());
    }

    private Granted granted(Account account, PeerId peer, String thumbprint) {
        Grant grant = new Grant(account.name(), peer == null ? null : peer.value(), thumbprint, account.scopes());
        CredentialIssuer.Issued issued = issuer.issue(grant, CREDENTIAL_LIFE);
        return new Granted(issued.credential(), issued.expires(), peer == null ? null : lease.toSeconds());
    }
}
