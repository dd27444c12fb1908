package io.parvada.peer.announce;

import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.credential.OwnCredential;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.DirectoryLookup;
import io.parvada.peer.query.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Where searches ask, as the announcer last found it. Thread-safe. */
final class AskedDirectory implements DirectoryLookup {

    /** Who has not answered a question is not asked another one for so long. */
    private static final Duration OUT_OF_USE = Duration.ofSeconds(3);

    /** One process of the directory, and what this peer shows there. */
    record Place(PeerUrl url, String credential) {}

    private final AnnouncementTransport transport;
    private final InstantSource clock;
    private final OwnCredential own;

    private volatile Place place;
    private volatile Set<PeerId> present = Set.of();
    private volatile Instant usableAt = Instant.MIN;

    /** @param own which other peers are shown: it is good after the lease too */
    AskedDirectory(AnnouncementTransport transport, InstantSource clock, OwnCredential own) {
        this.transport = transport;
        this.clock = clock;
        this.own = own;
    }

    /** Null while this peer is not logged in. */
    Place place() {
        return place;
    }

    void isAt(PeerUrl url, String credential) {
        own.hold(credential);
        place = new Place(url, credential);
    }

    void has(Set<PeerId> peers) {
        present = peers;
    }

    void isNowhere() {
        place = null;
        present = Set.of();
    }

    @Override
    public CompletableFuture<Answer> ask(Question question, int limit, Duration timeout) {
        Place there = place;
        if (there == null || usableAt.isAfter(clock.instant())) {
            return DirectoryLookup.NONE.ask(question, limit, timeout);
        }
        Set<PeerId> who = present;
        return transport
                .query(there.url(), there.credential(), question, limit, timeout)
                .thenApply(found -> new Answer(found.hits(), found.truncated(), who))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        usableAt = clock.instant().plus(OUT_OF_USE);
                    }
                });
    }
}
