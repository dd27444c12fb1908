package io.parvada.peer.transfers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who asked for a permit in vain, in the order of asking. A place is kept by asking for the same again in time. At most
 * {@link #MOST} places, and {@link #MOST_AN_ADDRESS} an address. Holds no thread and no connection; one thread at a time.
 */
final class WaitingLine {

    static final int MOST = 256;
    static final int MOST_AN_ADDRESS = 16;

    /** Whoever shows the same address and wants the same is taken for the same. */
    record Place(String address, String what) {}

    private final Map<Place, Long> expiry = new LinkedHashMap<>(); // in the order of arrival

    int size() {
        return expiry.size();
    }

    void expire(long nowNanos) {
        expiry.values().removeIf(end -> end - nowNanos <= 0);
    }

    /** Keeps the place, or takes the last one; false when there is no room. */
    boolean keep(Place place, long nowNanos, Duration howLong) {
        if (!expiry.containsKey(place) && full(place.address())) {
            return false;
        }
        expiry.put(place, nowNanos + howLong.toNanos());
        return true;
    }

    void leave(Place place) {
        expiry.remove(place);
    }

    /**
     * The order in which permits are given, with the asker in its place or at the end: first who is under an equal
     * share of {@code bound}, then who is over it but under {@code most}, last who may have no more. Within each, who
     * came first. What one has and what it is given here both count.
     *
     * @param held permits by address
     */
    List<Place> order(Place asker, Map<String, Integer> held, int bound, int most) {
        Set<Place> places = new LinkedHashSet<>(expiry.keySet());
        places.add(asker);
        int share = share(places, held.keySet(), bound);
        Map<String, Integer> has = new HashMap<>(held);
        List<Place> underShare = new ArrayList<>();
        List<Place> overShare = new ArrayList<>();
        List<Place> noMore = new ArrayList<>();
        for (Place place : places) {
            int n = has.merge(place.address(), 1, Integer::sum);
            (n <= share ? underShare : n <= most ? overShare : noMore).add(place);
        }
        underShare.addAll(overShare);
        underShare.addAll(noMore);
        return underShare;
    }

    private static int share(Set<Place> places, Set<String> holders, int bound) {
        Set<String> addresses = new HashSet<>(holders);
        places.forEach(place -> addresses.add(place.address()));
        return Math.max(1, bound / addresses.size());
    }

    private boolean full(String address) {
        return expiry.size() >= MOST
                || expiry.keySet().stream()
                                .filter(place -> place.address().equals(address))
                                .count()
                        >= MOST_AN_ADDRESS;
    }
}
