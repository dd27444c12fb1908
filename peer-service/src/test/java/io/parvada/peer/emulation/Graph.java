package io.parvada.peer.emulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Who can reach whom, as undirected edges between 0 and size-1; made into a network whose other links are blocked. */
public record Graph(int size, Set<List<Integer>> edges) {

    public static Graph ring(int size) {
        Set<List<Integer>> edges = new HashSet<>();
        for (int i = 0; i < size; i++) {
            edges.add(edge(i, (i + 1) % size));
        }
        return new Graph(size, edges);
    }

    public static Graph clique(int size) {
        Set<List<Integer>> edges = new HashSet<>();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                edges.add(edge(i, j));
            }
        }
        return new Graph(size, edges);
    }

    public static Graph line(int size) {
        Set<List<Integer>> edges = new HashSet<>();
        for (int i = 1; i < size; i++) {
            edges.add(edge(i - 1, i));
        }
        return new Graph(size, edges);
    }

    /** A ring in which each also knows those up to {@code degree}/2 places away. */
    public static Graph wideRing(int size, int degree) {
        Set<List<Integer>> edges = new HashSet<>();
        for (int i = 0; i < size; i++) {
            for (int step = 1; step <= degree / 2; step++) {
                edges.add(edge(i, (i + step) % size));
            }
        }
        return new Graph(size, edges);
    }

    /** Degrees by a power law, {@code degree} on average: each joins {@code degree}/2 of those before, the better known
     * ones more often (Barabási and Albert, Science 1999). */
    public static Graph powerLaw(int size, int degree, Random random) {
        int links = degree / 2;
        Set<List<Integer>> edges = new HashSet<>(clique(links + 1).edges());
        List<Integer> ends = new ArrayList<>();
        edges.forEach(ends::addAll);
        Collections.sort(ends);
        for (int i = links + 1; i < size; i++) {
            Set<Integer> chosen = new TreeSet<>();
            while (chosen.size() < links) {
                chosen.add(ends.get(random.nextInt(ends.size())));
            }
            for (int other : chosen) {
                edges.add(edge(i, other));
                ends.add(i);
                ends.add(other);
            }
        }
        return new Graph(size, edges);
    }

    /** Messages of a flood that only knows not to go back: the first sends to all its neighbours, the others to all but one. */
    public int plainFlood() {
        return 2 * edges.size() - size + 1;
    }

    /** Every vertex has {@code degree} neighbours: stubs paired at random, again until no loop and no double edge. */
    public static Graph randomRegular(int size, int degree, Random random) {
        List<Integer> stubs = new ArrayList<>();
        for (int i = 0; i < size * degree; i++) {
            stubs.add(i % size);
        }
        while (true) {
            Set<List<Integer>> edges = new HashSet<>();
            Collections.shuffle(stubs, random);
            for (int i = 0; i < stubs.size(); i += 2) {
                repair(stubs, i, edges, random);
                edges.add(edge(stubs.get(i), stubs.get(i + 1)));
            }
            if (edges.size() == size * degree / 2
                    && edges.stream().noneMatch(e -> e.get(0).equals(e.get(1)))) {
                return new Graph(size, edges);
            }
        }
    }

    /** The peers p0, p1 …, started, each with its neighbours as friends, after all have met. */
    public List<EmulatedPeer> on(EmulatedNetwork network) {
        List<EmulatedPeer> peers = new ArrayList<>();
        Map<EmulatedPeer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < size; i++) {
            EmulatedPeer peer = network.peer("p" + i);
            numbers.put(peer, i);
            peers.add(peer);
        }
        for (List<Integer> edge : edges) {
            peers.get(edge.get(0)).friends(peers.get(edge.get(1)));
            peers.get(edge.get(1)).friends(peers.get(edge.get(0)));
        }
        network.links((from, to) -> edges.contains(edge(numbers.get(from), numbers.get(to))));
        peers.forEach(EmulatedPeer::start);
        network.advance(Duration.ofSeconds(20));
        return peers;
    }

    private static void repair(List<Integer> stubs, int i, Set<List<Integer>> edges, Random random) {
        for (int tries = 0; tries < 100; tries++) {
            boolean taken =
                    stubs.get(i).equals(stubs.get(i + 1)) || edges.contains(edge(stubs.get(i), stubs.get(i + 1)));
            if (!taken || i + 2 >= stubs.size()) {
                return;
            }
            Collections.swap(stubs, i + 1, i + 2 + random.nextInt(stubs.size() - i - 2));
        }
    }

    private static List<Integer> edge(int a, int b) {
        return List.of(Math.min(a, b), Math.max(a, b));
    }
}
