package io.parvada.peer.emulation;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.QueryMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** Peers and the links between them: TCP, so that what is lost on the way is sent again and late, but never gone. */
public final class EmulatedNetwork {

    /** Nothing listens there. */
    static final class Refused extends RuntimeException {}

    static final class TimedOut extends RuntimeException {}

    /** A query on its way; the record of the run that tests look at. */
    public record Sent(PeerId from, PeerId to, QueryMessage message) {}

    /** What Linux waits beyond a round trip before it sends again what was not acknowledged (TCP_RTO_MIN). */
    private static final Duration LEAST_WAIT = Duration.ofMillis(200);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(120);

    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private final VirtualTime time = new VirtualTime();
    private final Random random;
    private final Map<PeerUrl, EmulatedPeer> rest = new HashMap<>();
    private final Map<HostPort, EmulatedPeer> grpc = new HashMap<>();
    private final Set<EmulatedPeer> peers = new HashSet<>();
    private final List<Sent> sent = new ArrayList<>();
    private BiPredicate<EmulatedPeer, EmulatedPeer> open = (from, to) -> true;
    private BiFunction<EmulatedPeer, EmulatedPeer, Duration> delays = (from, to) -> Duration.ofMillis(1);
    private Duration jitter = Duration.ZERO;
    private double loss;
    private double unanswered;
    private boolean weighing;
    private long queryBytes;
    private long summaryBytes;

    public EmulatedNetwork(long seed) {
        this.random = new Random(seed);
    }

    /** A new peer at http://NAME:8001 and NAME:50051; not started. */
    public EmulatedPeer peer(String name) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(32)));
        }
        return new EmulatedPeer(this, name, new PeerId(id.toString()), random.nextLong());
    }

    public VirtualTime time() {
        return time;
    }

    public void advance(Duration duration) {
        time.advance(duration);
    }

    public <T> T await(CompletableFuture<T> future) {
        return time.await(future, Duration.ofSeconds(60)).join();
    }

    /** One way, on all links; each message adds up to {@code jitter} at random. */
    public void delay(Duration delay, Duration jitter) {
        this.delays = (from, to) -> delay;
        this.jitter = jitter;
    }

    /** One way, on each link its own, always the same one; asked for each direction and message. */
    public void delays(BiFunction<EmulatedPeer, EmulatedPeer, Duration> delays) {
        this.delays = delays;
    }

    /**
     * The share of packets that the links lose, 0 to less than 1. A message is one packet; a lost one is sent again after a
     * round trip and 200 ms, then after twice as long each time (RFC 6298), so it is late by {@code (2^n - 1)} times that
     * with the chance {@code loss^n}. For a message of many packets see the tests over real links.
     */
    public void loss(double loss) {
        this.loss = loss;
    }

    /** The share of requests and of answers that never arrive, 0 to 1: what a host drops that is out of its depth. */
    public void unanswered(double unanswered) {
        this.unanswered = unanswered;
    }

    /** From now on packets pass only where {@code open} says so; asked for each direction. */
    public void links(BiPredicate<EmulatedPeer, EmulatedPeer> open) {
        this.open = open;
    }

    /** All queries sent so far, in order. */
    public List<Sent> sent() {
        return sent;
    }

    /** From now on queries and answers are made into JSON to be weighed, which takes longer than all else with them. */
    public void weighQueries() {
        weighing = true;
    }

    boolean weighsQueries() {
        return weighing;
    }

    /** Of all queries and the answers to them since {@link #weighQueries}, each counted once and without headers. */
    public long queryBytes() {
        return queryBytes;
    }

    void recordQuery(int bytes) {
        queryBytes += bytes;
    }

    /** Of all summaries that came over the links so far. */
    public long summaryBytes() {
        return summaryBytes;
    }

    void recordSummary(int bytes) {
        summaryBytes += bytes;
    }

    void record(EmulatedPeer from, EmulatedPeer to, QueryMessage message) {
        sent.add(new Sent(from.id(), to.id(), message));
    }

    /** What was listening at {@code peer}'s former addresses is not moved: an address has one owner, the last one. */
    void listen(EmulatedPeer peer, PeerUrl url, HostPort port) {
        peers.add(peer);
        rest.put(url, peer);
        grpc.put(port, peer);
    }

    Optional<EmulatedPeer> at(PeerUrl url) {
        return Optional.ofNullable(rest.get(url));
    }

    Optional<EmulatedPeer> at(HostPort port) {
        return Optional.ofNullable(grpc.get(port));
    }

    /**
     * One request and its answer, as TCP on a healthy host would see them: refused where nobody listens, silence where the
     * link is blocked, the message dropped or the process frozen.
     */
    <T> CompletableFuture<T> call(
            EmulatedPeer from,
            Optional<EmulatedPeer> target,
            Duration timeout,
            BiPredicate<EmulatedPeer, EmulatedPeer> listens,
            Supplier<CompletableFuture<T>> serve) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable timer = from.timeline().after(timeout, () -> result.completeExceptionally(new TimedOut()));
        result.whenComplete((answer, failure) -> timer.run());
        if (target.isEmpty()) {
            // A host that is not of this network, as near as can be.
            from.timeline().after(Duration.ofMillis(1), () -> result.completeExceptionally(new Refused()));
            return result;
        }
        EmulatedPeer to = target.get();
        carry(from, to, () -> {
            if (!to.running() || !listens.test(from, to)) {
                carry(to, from, () -> from.awake(() -> result.completeExceptionally(new Refused())));
                return;
            }
            to.awake(() -> serve.get()
                    .whenComplete((answer, failure) -> slowly(
                            to,
                            () -> carry(
                                    to,
                                    from,
                                    () -> from.awake(() -> {
                                        if (failure == null) {
                                            result.complete(answer);
                                        } else {
                                            result.completeExceptionally(failure);
                                        }
                                    })))));
        });
        return result;
    }

    private void slowly(EmulatedPeer peer, Runnable answer) {
        if (peer.slowness().isZero()) {
            answer.run();
        } else {
            time.after(peer.slowness(), answer);
        }
    }

    private void carry(EmulatedPeer from, EmulatedPeer to, Runnable arrival) {
        if (random.nextDouble() < unanswered) {
            return;
        }
        long extra = jitter.isZero() ? 0 : (long) (random.nextDouble() * jitter.toNanos());
        Duration oneWay = delays.apply(from, to);
        time.after(oneWay.plusNanos(extra).plus(sentAgain(oneWay)), () -> {
            if (open.test(from, to)) {
                arrival.run();
            }
        });
    }

    /** How much later it arrives because it was lost. */
    private Duration sentAgain(Duration oneWay) {
        Duration later = Duration.ZERO;
        Duration wait = oneWay.multipliedBy(2).plus(LEAST_WAIT);
        while (loss > 0 && random.nextDouble() < loss) {
            later = later.plus(wait);
            wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : wait;
        }
        return later;
    }
}
