package io.parvada.peer.directory;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a directory knows, in a database that outlives its processes and that several of them may share. What a
 * method has returned from is durable, and seen by every process at once. Time is the caller's. Thread-safe; methods
 * block for the database.
 *
 * <p>Every method may throw {@link io.parvada.transfer.error.PeerException} BUSY with a time to come again while the
 * database is away or has too much to do (then nothing is known of what became of a write), STORAGE_FULL and
 * STORAGE_FAILURE.
 */
public interface DirectoryStore extends AutoCloseable {

    /** Most items and hits of a page. */
    int MOST = 1_000;

    /** Holders that stand in one hit; further ones are left out. */
    int MOST_HOLDERS = 64;

    /** next is null at the end. */
    record Page<T>(List<T> items, String next) {}

    /** Its text never shows the hash. */
    record StoredAccount(Account account, String passwordHash) {
        @Override
        public String toString() {
            return account.toString();
        }
    }

    /** @param count names in the generation that was written to */
    record Published(long epoch, long count) {}

    /**
     * Hits in no promised order. A page may be short, even empty, and not be the last.
     *
     * @param cut whether there is more that no page will have
     */
    record Found(List<Hit> hits, String next, boolean cut) {}

    /** False, and nothing is changed, when there is an account of this name. */
    boolean add(Account account, String passwordHash);

    Optional<StoredAccount> account(String name);

    /** By name. after: null, or the next of the page before. */
    Page<Account> accounts(String after, int limit);

    /** Its sessions end with it. False when there is none of this name. */
    boolean remove(String account);

    /** Begins the peer's session, or replaces it: then what it has published stays. */
    void begin(Session session, Instant now);

    /** False when the peer has no session whose lease still runs. */
    boolean renew(PeerId peer, Instant leaseEnd, Instant now);

    /** The peer and what it published are gone from answers when this returns. Idempotent. */
    void end(PeerId peer);

    /** The peer's session, if its lease still runs. */
    Optional<Session> session(PeerId peer, Instant now);

    /** Whose leases still run, by peer id. after: null, or the next of the page before. */
    Page<Session> sessions(String after, int limit, Instant now);

    /**
     * All of the update or nothing; of two at once on one base one is taken.
     *
     * @throws io.parvada.transfer.error.PeerException STALE_BASE when base is not the last epoch; UNAUTHENTICATED when the
     *     peer has no session whose lease still runs
     */
    Published publish(PeerId peer, IndexUpdate update, Instant now);

    /**
     * What peers whose leases still run have published and that answers the question. Bounded in what it looks at.
     *
     * @param after null, or the next of the page before
     * @throws io.parvada.transfer.error.PeerException INVALID_REQUEST for an {@code after} that no page had
     */
    Found find(Question question, String after, int limit, Instant now);

    /**
     * Deletes a bounded part of what no answer is made of any more: sessions whose leases ended before {@code expired},
     * entries that are nobody's, keys that are not good any more at {@code now}.
     *
     * @return whether there may be more to delete
     */
    boolean sweep(Instant expired, Instant now);

    /** Remembers a public key by its id, or for how long it is good. */
    void keep(String keyId, String jwk, Instant goodUntil);

    /** At most 64 keys that are good now, those that are good for longest first. */
    List<String> keys(Instant now);

    @Override
    void close();
}
