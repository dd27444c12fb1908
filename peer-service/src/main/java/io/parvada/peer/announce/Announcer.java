package io.parvada.peer.announce;

import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.announce.AnnouncementTransport.Account;
import io.parvada.peer.announce.AnnouncementTransport.Lease;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.query.DirectoryLookup;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this peer logged in at a directory and its index there up to date. When one process of it does not answer the next
 * one is called, with the same credential and the same epoch. Called on one thread, which waits for the directory.
 */
final class Announcer {

    private static final Logger log = LoggerFactory.getLogger(Announcer.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Of a body that a busy database takes seconds for. */
    private static final Duration PATIENCE_FOR_A_BODY = Duration.ofSeconds(30);
    /** A wrong password does not become right by itself, and too many lock the account. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(60);

    private static final Duration LONGEST_BETWEEN_TRIES = Duration.ofSeconds(15);
    private static final Duration BETWEEN_PUBLICATIONS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final Peer self;
    private final Processes processes;
    private final Account account;
    private final IndexPublisher publisher;
    private final AnnouncementTransport transport;
    private final InstantSource clock;
    private final AskedDirectory asked;

    // of the thread that steps
    private int failures;
    private Lease lease;
    private Instant leaseEnd;
    private Instant renewAt;
    private Instant nextTry = Instant.MIN;
    private Instant nextPublication = Instant.MIN;
    private Instant nextLook = Instant.MIN;
    private String trouble;

    Announcer(
            Peer self,
            Account account,
            Processes processes,
            IndexPublisher publisher,
            AnnouncementTransport transport,
            AskedDirectory asked,
            InstantSource clock) {
        this.self = self;
        this.account = account;
        this.processes = processes;
        this.publisher = publisher;
        this.transport = transport;
        this.clock = clock;
        this.asked = asked;
    }

    /** Where searches ask. */
    DirectoryLookup lookup() {
        return asked;
    }

    /** What is due now; never throws. */
    void step() {
        try {
            stayLoggedIn();
            if (lease != null && !publisher.upToDate() && isDue(nextPublication)) {
                publish(false);
            }
            if (isDue(nextLook)) {
                look();
            }
        } catch (PeerException e) {
            failed(e);
        } catch (RuntimeException e) {
            log.error("announcing failed", e);
        }
    }

    /** Publishes now, whether it is due or not. @throws PeerException why it could not */
    Published publishNow() {
        try {
            stayLoggedIn();
            return publish(true);
        } catch (PeerException e) {
            failed(e);
            throw e;
        }
    }

    /** Says goodbye, for two seconds at most. */
    void leave() {
        AskedDirectory.Place there = asked.place();
        asked.isNowhere();
        if (there != null) {
            try {
                Processes.await(transport.logout(there.url(), there.credential(), Duration.ofSeconds(2)));
            } catch (PeerException gone) {
                log.debug("the directory was not told: {}", gone.detail());
            }
        }
    }

    private boolean isDue(Instant time) {
        return !time.isAfter(clock.instant());
    }

    private void stayLoggedIn() {
        if (lease != null && !isDue(leaseEnd)) {
            if (isDue(renewAt) && isDue(nextTry)) {
                renew();
            }
            return;
        }
        lost();
        if (!isDue(nextTry)) {
            throw new PeerException(Reason.PEER_UNREACHABLE, "no directory has answered; it is tried again soon");
        }
        hold(anywhere((url, patience) -> transport.login(url, account, self, patience), PATIENCE));
        log.info("logged in at the directory {}", processes.current());
    }

    private void renew() {
        try {
            hold(anywhere((url, patience) -> transport.renew(url, lease.credential(), patience), PATIENCE));
        } catch (PeerException e) {
            if (e.reason() != Reason.UNAUTHENTICATED) {
                throw e;
            }
            logInAgain();
        }
    }

    /** The directory knows nothing of our lease: it has ended there, or the account has changed. */
    private void logInAgain() {
        lost();
        nextTry = Instant.MIN;
        stayLoggedIn();
    }

    private void hold(Lease held) {
        lease = held;
        Instant now = clock.instant();
        leaseEnd = now.plus(held.length());
        renewAt = now.plus(held.length().dividedBy(3));
        failures = 0;
        trouble = null;
        settle();
    }

    private void settle() {
        if (lease != null) {
            asked.isAt(processes.current(), lease.credential());
        }
    }

    private void lost() {
        lease = null;
        asked.isNowhere();
    }

    private Published publish(boolean always) {
        try {
            return send(always);
        } catch (PeerException e) {
            if (e.reason() != Reason.UNAUTHENTICATED) {
                throw e;
            }
            logInAgain();
            return send(always);
        }
    }

    private Published send(boolean always) {
        long began = System.nanoTime();
        try {
            Published published = publisher.publish(this::send, always);
            trouble = null;
            return published;
        } finally {
            // A walk through a million names is not to be half of what this peer does.
            Duration rest = Duration.ofNanos(System.nanoTime() - began).multipliedBy(10);
            boolean longer = rest.compareTo(BETWEEN_PUBLICATIONS) > 0;
            nextPublication = clock.instant().plus(longer ? rest : BETWEEN_PUBLICATIONS);
        }
    }

    private Published send(IndexUpdate update) {
        return anywhere(
                (url, patience) -> transport.publish(url, lease.credential(), update, patience), PATIENCE_FOR_A_BODY);
    }

    private void look() {
        nextLook = clock.instant().plus(BETWEEN_LOOKS);
        asked.has(anywhere((url, patience) -> transport.present(url, lease.credential(), patience), PATIENCE));
    }

    private <T> T anywhere(BiFunction<PeerUrl, Duration, CompletableFuture<T>> call, Duration patience) {
        T answer = processes.call(call, patience);
        settle();
        return answer;
    }

    private void failed(PeerException e) {
        boolean refused = e.reason() == Reason.UNAUTHENTICATED || e.reason() == Reason.RATE_LIMITED;
        if (isDue(nextTry)) {
            failures++;
            Duration wait = Duration.ofSeconds(1L << Math.min(failures - 1, 4));
            wait = wait.compareTo(LONGEST_BETWEEN_TRIES) > 0 ? LONGEST_BETWEEN_TRIES : wait;
            nextTry = clock.instant().plus(refused && lease == null ? AFTER_REFUSAL : wait);
        }
        String sentence = e.reason() + ": " + e.detail();
        if (trouble == null) {
            log.warn("the directory cannot be used: {}", sentence);
        }
        trouble = sentence;
    }
}
