package io.parvada.peer.downloads;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.error.PeerException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The holders of one download over all its runs: who is asked next, and by what name each is told. A search finds whom it
 * finds, in its own order, and some of that is hearsay: if the first few were always taken, as many that do not answer
 * would keep all others out. So those who were not asked yet come first, then who gave something, then who failed
 * longest ago; and every second place is for those who have proven to this peer to be who they are, whose number nobody
 * can make up. Guarded by the download's monitor.
 */
final class HolderTable {

    /** One to be asked, at this address, under this name. */
    record Candidate(Peer peer, String label) {}

    /** So many are remembered; of more, who failed and gave nothing is forgotten, who lied last of all. */
    static final int MOST = 64;

    /** And of so many when they were asked last: more than a search finds, so that nobody comes round as new. */
    private static final int MOST_TURNS = 4_096;

    private final Map<String, HolderMeter> asked = new LinkedHashMap<>();
    private final Map<String, HolderMeter> offered = new LinkedHashMap<>();
    private final Map<PeerId, Long> lastTurns = new LinkedHashMap<>(); // the longest ago first
    private long turns;

    /** From what an earlier run of this peer has noted, those that were banned. */
    void resume(List<DownloadView.Holder> known) {
        known.stream()
                .filter(DownloadView.Holder::banned)
                .forEach(each -> asked.put(each.name(), HolderMeter.of(each)));
    }

    /** A run begins: nobody is at it. */
    void begin() {
        asked.values().forEach(HolderMeter::idle);
    }

    /** A search has found somebody: whom an earlier one offered and who did not take part is forgotten. */
    void found() {
        offered.clear();
    }

    /** At most so many of those found, in the order in which they should be asked; none that is at it, or banned. */
    List<Candidate> next(Collection<Peer> found, Function<PeerId, Optional<Peer>> met, int most) {
        List<HolderMeter> proven = new ArrayList<>();
        List<HolderMeter> hearsay = new ArrayList<>();
        Map<PeerId, Peer> at = new LinkedHashMap<>();
        for (Peer peer : found) {
            Optional<Peer> known = met.apply(peer.id());
            // Its name alone until it is chosen: of two who call themselves the same, the second is told apart then.
            HolderMeter meter = known(peer.id()).orElseGet(() -> new HolderMeter(peer.id(), peer.name()));
            if (!meter.atWork() && !meter.banned() && at.putIfAbsent(peer.id(), known.orElse(peer)) == null) {
                (known.isPresent() ? proven : hearsay).add(meter);
            }
        }
        List<Candidate> next = new ArrayList<>();
        for (HolderMeter meter : alternately(sorted(proven), sorted(hearsay))) {
            if (next.size() == most) {
                break;
            }
            Peer peer = at.get(meter.id);
            HolderMeter named = known(meter.id).orElseGet(() -> new HolderMeter(peer.id(), newLabel(peer)));
            offered.put(named.label, named);
            next.add(new Candidate(peer, named.label));
        }
        return next;
    }

    /** It takes part now. */
    void joined(String label) {
        HolderMeter meter = offered.remove(label);
        if (meter != null && asked.putIfAbsent(label, meter) == null && asked.size() > MOST) {
            forgetOne(meter);
        }
        of(label).ifPresent(each -> {
            each.joined();
            turn(each);
        });
    }

    void lost(String label, PeerException why) {
        of(label).ifPresent(each -> {
            each.lost(why);
            turn(each);
        });
    }

    /** Empty for one that has never taken part. */
    Optional<HolderMeter> of(String label) {
        return Optional.ofNullable(asked.get(label));
    }

    List<DownloadView.Holder> view(Instant now, boolean running) {
        return asked.values().stream().map(each -> each.view(now, running)).toList();
    }

    private void forgetOne(HolderMeter butThis) {
        asked.values().stream()
                .filter(each -> each != butThis && !each.atWork() && !each.gave())
                .min(Comparator.comparing(HolderMeter::banned).thenComparing(this::lastTurn))
                .ifPresent(least -> asked.remove(least.label));
    }

    private void turn(HolderMeter meter) {
        lastTurns.remove(meter.id);
        lastTurns.put(meter.id, ++turns);
        if (lastTurns.size() > MOST_TURNS) {
            lastTurns.remove(lastTurns.keySet().iterator().next());
        }
    }

    /** 0 for one that was not asked yet. */
    private long lastTurn(HolderMeter meter) {
        return lastTurns.getOrDefault(meter.id, 0L);
    }

    private Optional<HolderMeter> known(PeerId id) {
        for (Map<String, HolderMeter> some : List.of(asked, offered)) {
            for (HolderMeter known : some.values()) {
                if (known.id.equals(id)) {
                    return Optional.of(known);
                }
            }
        }
        return Optional.empty();
    }

    private String newLabel(Peer peer) {
        String told = peer.name() + " (" + peer.id().value().substring(0, 8);
        String label = peer.name();
        for (int n = 1; asked.containsKey(label) || offered.containsKey(label); n++) {
            label = told + (n == 1 ? ")" : " " + n + ")");
        }
        return label;
    }

    private Iterator<HolderMeter> sorted(List<HolderMeter> meters) {
        return meters.stream()
                .sorted(Comparator.comparingInt(this::rank).thenComparing(this::lastTurn))
                .iterator();
    }

    private int rank(HolderMeter meter) {
        return lastTurn(meter) == 0 ? 0 : meter.gave() ? 1 : 2;
    }

    private static List<HolderMeter> alternately(Iterator<HolderMeter> one, Iterator<HolderMeter> other) {
        List<HolderMeter> all = new ArrayList<>();
        while (one.hasNext() || other.hasNext()) {
            if (one.hasNext()) {
                all.add(one.next());
            }
            if (other.hasNext()) {
                all.add(other.next());
            }
        }
        return all;
    }
}
