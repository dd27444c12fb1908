package io.parvada.peer.announce;

import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Calls to one process of a directory. Nothing blocks; futures fail only with PeerException, within {@code timeout}: what
 * the directory answered, PEER_UNREACHABLE or DEADLINE_EXCEEDED.
 */
public interface AnnouncementTransport {

    /** What a login or a renewal gave; its text does not show the credential. */
    record Lease(String credential, Duration length) {
        @Override
        public String toString() {
            return "lease of " + length;
        }
    }

    /** Its text does not show the password. */
    record Account(String name, String password) {
        @Override
        public String toString() {
            return "account " + name;
        }
    }

    record Found(List<Hit> hits, boolean truncated) {}

    CompletableFuture<Lease> login(PeerUrl directory, Account account, Peer self, Duration timeout);

    CompletableFuture<Lease> renew(PeerUrl directory, String credential, Duration timeout);

    CompletableFuture<Void> logout(PeerUrl directory, String credential, Duration timeout);

    CompletableFuture<Published> publish(PeerUrl directory, String credential, IndexUpdate update, Duration timeout);

    CompletableFuture<Found> query(
            PeerUrl directory, String credential, Question question, int limit, Duration timeout);

    /** Who is logged in, at most 1,000 of them. */
    CompletableFuture<Set<PeerId>> present(PeerUrl directory, String credential, Duration timeout);
}
