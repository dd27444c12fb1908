package io.parvada.peer.emulation;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.SearchRequest;
import io.parvada.transfer.content.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** The same searches from the same origins, by one strategy or the other, on peers that share some files. */
final class EmulatedSearches {

    /** One in a hundred has the file, five at least. */
    record Shape(String text, String query, Sha256 root) {
        static Shape of(String query) {
            return new Shape("`" + query + "`", query, null);
        }
    }

    private static final String NAME = "quarterly-zyxwvut.pdf";
    private static final String CONTENT = "the same";

    static final Shape SOUGHT = Shape.of("zyxwvut");
    static final List<Shape> SHAPES = List.of(
            SOUGHT,
            Shape.of("quarterly-*.pdf"),
            Shape.of("quarterly-z?x*"),
            new Shape("its root", null, EmulatedPeer.root(CONTENT)),
            Shape.of("zyx"),
            Shape.of("zy"),
            Shape.of("*z?x?v*"));

    private static final int SEARCHES = 10;
    private static final int FILES_A_PEER = 20;
    private static final Duration BETWEEN = Duration.ofMillis(200);
    /** All statuses are asked for once, and no pause between summaries lasts longer. */
    private static final Duration AFTER = Duration.ofMillis(2500);

    private static final String[] WORDS =
            ("alpha annual archive autumn backup budget build camera chapter client copy course data draft"
                            + " exam final garden graph harbour image index invoice journal kernel lecture letter march"
                            + " meeting model mountain music network notes ocean paper photo plan project record report river"
                            + " sample scan school server sketch spring station summer survey table talk thesis travel video"
                            + " village winter")
                    .split(" ");

    /**
     * Of all searches of one run.
     *
     * @param messages of each of them
     * @param pruned on average, as hops are at most, millis on average
     * @param bytes of the bodies of all queries of one search, on average; their answers are not counted
     * @param holders found by all together
     * @param mostAlike how often, at most, one peer sent a query to the same neighbour
     */
    record Cost(List<Integer> messages, int pruned, int hops, long millis, double bytes, int holders, int mostAlike) {
        long meanMessages() {
            return Math.round(messages.stream().mapToInt(each -> each).average().orElse(0));
        }
    }

    private final JsonMapper json = ParvadaJson.mapper();
    private final EmulatedNetwork network;
    private final List<EmulatedPeer> peers;
    private final int holders;

    EmulatedSearches(EmulatedNetwork network, List<EmulatedPeer> peers) {
        this.network = network;
        this.peers = peers;
        this.holders = Math.max(5, peers.size() / 100);
        share(new Random(2));
    }

    Cost run(Shape shape, int ttl, Strategy strategy) {
        List<Integer> messages = new ArrayList<>();
        int pruned = 0;
        int hops = 0;
        int found = 0;
        int mostAlike = 0;
        long millis = 0;
        long bytes = 0;
        Random origins = new Random(3);
        for (int i = 0; i < SEARCHES; i++) {
            network.sent().clear();
            SearchRequest request = new SearchRequest(
                    shape.query(), shape.root(), ttl, 64, 1000, Duration.ofSeconds(5), false, false, strategy);
            SearchAnswer answer = network.await(
                    peers.get(origins.nextInt(peers.size())).search().search(request));
            messages.add(network.sent().size());
            pruned += answer.coverage().pruned();
            hops = Math.max(hops, answer.coverage().maxHops());
            found += answer.hits().stream().mapToInt(hit -> hit.peers().size()).sum();
            millis += answer.tookMs();
            bytes += network.sent().stream()
                    .mapToLong(sent -> json.writeValueAsBytes(sent.message()).length)
                    .sum();
            mostAlike = Math.max(mostAlike, mostAlike());
            network.advance(BETWEEN);
        }
        network.advance(AFTER);
        return new Cost(
                messages, pruned / SEARCHES, hops, millis / SEARCHES, bytes / (double) SEARCHES, found, mostAlike);
    }

    /** The share of those who have it that a search finds, on average. */
    double recall(Cost cost) {
        return cost.holders() / (double) (SEARCHES * holders);
    }

    private int mostAlike() {
        Map<List<?>, Integer> times = new HashMap<>();
        network.sent().forEach(sent -> times.merge(List.of(sent.from(), sent.to()), 1, Integer::sum));
        return times.values().stream().max(Integer::compare).orElse(0);
    }

    /** Each peer has files with names of three words and a number. */
    private void share(Random random) {
        int number = 0;
        for (EmulatedPeer peer : peers) {
            for (int i = 0; i < FILES_A_PEER; i++) {
                String name = word(random) + "-" + word(random) + "-" + word(random) + "-" + number++;
                peer.shares(name + ".txt", name);
            }
        }
        for (int i = 0; i < holders; i++) {
            peers.get(i * (peers.size() / holders)).shares(NAME, CONTENT);
        }
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
