package io.parvada.peer.overlay;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.BootstrapReport;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured friends: met at the start, and again while one is missing, after 1, 2, 4 and then every 5 seconds. The
 * list is read again each time. Any thread; nothing blocks.
 */
final class Friends {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Friends.class);

    /** How it stands with a friend: who answered there last (or null), and why we are not on good terms (or null). */
    private record Standing(PeerId id, PeerException trouble) {}

    private final Supplier<List<PeerUrl>> configured;
    private final NeighbourTable table;
    private final Introductions introductions;
    private final Timeline timeline;
    private final Map<PeerUrl, Standing> standings = new ConcurrentHashMap<>();
    private volatile boolean running;

    Friends(Supplier<List<PeerUrl>> configured, NeighbourTable table, Introductions introductions, Timeline timeline) {
        this.configured = configured;
        this.table = table;
        this.introductions = introductions;
        this.timeline = timeline;
    }

    void start() {
        running = true;
        round(FIRST_PAUSE);
    }

    void stop() {
        running = false;
    }

    /** Registers with all friends now, in parallel. Never fails. */
    CompletableFuture<BootstrapReport> bootstrap() {
        List<PeerUrl> friends = configured.get();
        return attempt(friends).thenApply(ignored -> report(friends));
    }

    List<Overlay.UnmetFriend> unmet() {
        Set<PeerUrl> advertised = table.all().stream().map(n -> n.peer().url()).collect(Collectors.toSet());
        List<Overlay.UnmetFriend> unmet = new ArrayList<>();
        for (PeerUrl friend : configured.get()) {
            Standing standing = standings.get(friend);
            Reason reason = standing == null || standing.trouble() == null
                    ? Reason.PEER_UNREACHABLE
                    : standing.trouble().reason();
            boolean itself = reason == Reason.INVALID_REQUEST;
            if (!itself && !known(standing) && !advertised.contains(friend)) {
                unmet.add(new Overlay.UnmetFriend(friend.toString(), reason));
            }
        }
        return unmet;
    }

    boolean isFriend(PeerId id) {
        return standings.values().stream().anyMatch(s -> id.equals(s.id()));
    }

    private void round(Duration pause) {
        if (!running) {
            return;
        }
        List<PeerUrl> friends = configured.get();
        standings.keySet().retainAll(friends);
        List<PeerUrl> missing = friends.stream().filter(this::missing).toList();
        attempt(missing).whenComplete((ignored, failure) -> {
            boolean well = friends.stream().noneMatch(this::missing);
            Duration doubled = pause.multipliedBy(2);
            Duration next = well || doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
            // With all friends met, the five seconds are how soon a changed list is seen.
            timeline.after(well ? LONGEST_PAUSE : pause, () -> round(well ? FIRST_PAUSE : next));
        });
    }

    private boolean missing(PeerUrl friend) {
        Standing standing = standings.get(friend);
        return !known(standing) || standing.trouble() != null;
    }

    private boolean known(Standing standing) {
        return standing != null
                && standing.id() != null
                && table.find(standing.id()).isPresent();
    }

    private CompletableFuture<Void> attempt(List<PeerUrl> friends) {
        return CompletableFuture.allOf(friends.stream().map(this::attempt).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> attempt(PeerUrl friend) {
        return introductions.meet(new Endpoint(friend, null)).handle((met, failure) -> {
            Standing before = standings.get(friend);
            PeerException trouble = failure != null ? PeerException.unwrapped(failure) : oneSided(met);
            PeerId id = failure == null ? met.neighbour().peer().id() : before == null ? null : before.id();
            standings.put(friend, new Standing(id, trouble));
            logChange(friend, before, trouble);
            return null;
        });
    }

    /** We know the friend, but it could not take us in. */
    private static PeerException oneSided(Introductions.Meeting met) {
        if (met.refused() != null) {
            return met.refused();
        }
        return met.registration().reached().both()
                ? null
                : new PeerException(
                        Reason.PEER_UNREACHABLE, met.registration().reached().reason());
    }

    private static void logChange(PeerUrl friend, Standing before, PeerException trouble) {
        String was = before == null || before.trouble() == null
                ? null
                : before.trouble().detail();
        if (trouble != null && !String.valueOf(trouble.detail()).equals(was)) {
            LOG.warn("friend {} is missing ({}): {}", friend, trouble.reason(), trouble.detail());
        } else if (trouble == null && was != null) {
            LOG.info("friend {} is met", friend);
        }
    }

    private BootstrapReport report(List<PeerUrl> friends) {
        List<Peer> registered = new ArrayList<>();
        List<BootstrapReport.Failed> failed = new ArrayList<>();
        for (PeerUrl friend : friends) {
            Standing standing = standings.get(friend);
            if (standing == null) {
                continue; // taken out of the configuration meanwhile
            }
            if (standing.trouble() == null) {
                table.find(standing.id()).ifPresent(n -> registered.add(n.peer()));
            } else {
                PeerException trouble = standing.trouble();
                failed.add(new BootstrapReport.Failed(friend.toString(), trouble.reason(), trouble.detail()));
            }
        }
        return new BootstrapReport(
                registered, failed, table.all().stream().map(Neighbour::peer).toList());
    }
}
