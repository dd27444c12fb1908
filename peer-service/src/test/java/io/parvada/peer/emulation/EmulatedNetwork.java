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
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** Peers and the links between them. All links are alike but for those that are blocked. */
public final class EmulatedNetwork {

    /** Nothing listens there. */
    static final class Refused extends RuntimeException {}

    static final class TimedOut extends RuntimeException {}

    /** A query on its way; the record of the run that tests look at. */
    public record Sent(PeerId from, PeerId to, QueryMessage message) {}

    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private final VirtualTime time = new VirtualTime();
    private final Random random;
    private final Map<PeerUrl, EmulatedPeer> rest = new HashMap<>();
    private final Map<HostPort, EmulatedPeer> grpc = new HashMap<>();
    private final Set<EmulatedPeer> peers = new HashSet<>();
    private final List<Sent> sent = new ArrayList<>();
    private BiPredicate<EmulatedPeer, EmulatedPeer> open = (from, to) -> true;
    private Duration delay = Duration.ofMillis(1);
    private Duration jitter = Duration.ZERO;
    private double loss;
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

    /** One way; each packet adds up to {@code jitter} at random. */
    public void delay(Duration delay, Duration jitter) {
        this.delay = delay;
        this.jitter = jitter;
    }

    /** The share of requests and of answers that never arrive, 0 to 1. */
    public void loss(double loss) {
        this.loss = loss;
    }

    /** From now on packets pass only where {@code open} says so; asked for each direction. */
    public void links(BiPredicate<EmulatedPeer, EmulatedPeer> open) {
        this.open = open;
    }

    /** All queries sent so far, in order. */
    public List<Sent> sent() {
        return sent;
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
     * link is blocked, the packet lost or the process frozen.
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
            from.timeline().after(delay, () -> result.completeExceptionally(new Refused()));
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
        if (random.nextDouble() < loss) {
            return;
        }
        long extra = jitter.isZero() ? 0 : (long) (random.nextDouble() * jitter.toNanos());
        time.after(delay.plusNanos(extra), () -> {
            if (open.test(from, to)) {
                arrival.run();
            }
        });
    }
}
