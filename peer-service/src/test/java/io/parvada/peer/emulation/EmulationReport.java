package io.parvada.peer.emulation;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a query costs on many emulated peers, as a table in Markdown, for scripts/bench.sh; by its name not part of the
 * default build. Property {@code emulation.report} names the file to write, {@code emulation.large} adds 10,000 peers.
 */
class EmulationReport {

    private static final int DEGREE = 6;
    private static final int SEARCHES = 10;
    private static final int FILES_A_PEER = 20;
    private static final double ENOUGH = 0.99;
    private static final String[] WORDS =
            ("alpha annual archive autumn backup budget build camera chapter client copy course data draft"
                            + " exam final garden graph harbour image index invoice journal kernel lecture letter march"
                            + " meeting model mountain music network notes ocean paper photo plan project record report river"
                            + " sample scan school server sketch spring station summer survey table talk thesis travel video"
                            + " village winter")
                    .split(" ");

    private final StringBuilder report = new StringBuilder();

    /** Sums over searches. */
    private static final class Row {
        int messages;
        int pruned;
        int hops;
        int mostForwards;
        double recall;
        long millis;
    }

    @Test
    void writes() throws IOException {
        report.append("| network | peers | ttl | strategy | messages | of the formula | recall | pruned | hops | ms |"
                + " forwards of one query by one peer |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        List<Integer> sizes = Boolean.getBoolean("emulation.large") ? List.of(100, 1_000, 10_000) : List.of(100, 1_000);
        for (int size : sizes) {
            measure("random regular", Graph.randomRegular(size, DEGREE, new Random(1)));
            measure("power law", Graph.powerLaw(size, DEGREE, new Random(1)));
            measure("ring", Graph.wideRing(size, DEGREE));
        }
        Files.writeString(Path.of(System.getProperty("emulation.report", "target/emulation.md")), report);
    }

    /** At the least ttl with which a flood finds enough, or the largest there is. */
    private void measure(String name, Graph graph) {
        EmulatedNetwork network = new EmulatedNetwork(1);
        network.delay(Duration.ofMillis(10), Duration.ofMillis(1));
        List<EmulatedPeer> peers = graph.on(network);
        int holders = share(peers, new Random(2));
        int ttl = 0;
        Row flood;
        do {
            ttl++;
            flood = searches(network, peers, holders, ttl, Strategy.FLOOD);
        } while (flood.recall < ENOUGH * SEARCHES && ttl < SearchSettings.MAX_TTL);
        searches(network, peers, holders, ttl, Strategy.BLOOM); // fetches the summaries
        Row bloom = searches(network, peers, holders, ttl, Strategy.BLOOM);
        row(name, graph, ttl, "flood", flood);
        row(name, graph, ttl, "bloom", bloom);
    }

    /** Each peer has files with names of three words and a number; a hundredth of them, one at least, what is sought. */
    private static int share(List<EmulatedPeer> peers, Random random) {
        int number = 0;
        for (EmulatedPeer peer : peers) {
            for (int i = 0; i < FILES_A_PEER; i++) {
                String name = word(random) + "-" + word(random) + "-" + word(random) + "-" + number++;
                peer.shares(name + ".txt", name);
            }
        }
        int holders = Math.max(5, peers.size() / 100);
        for (int i = 0; i < holders; i++) {
            peers.get(i * (peers.size() / holders)).shares("quarterly-zyxwvut.pdf", "the same");
        }
        return holders;
    }

    private static Row searches(
            EmulatedNetwork network, List<EmulatedPeer> peers, int holders, int ttl, Strategy strategy) {
        Row row = new Row();
        Random origins = new Random(3);
        for (int i = 0; i < SEARCHES; i++) {
            network.sent().clear();
            EmulatedPeer origin = peers.get(origins.nextInt(peers.size()));
            SearchAnswer answer = network.await(origin.search()
                    .search(new SearchRequest(
                            "zyxwvut", null, ttl, 64, 1000, Duration.ofSeconds(5), false, false, strategy)));
            row.messages += network.sent().size();
            row.pruned += answer.coverage().pruned();
            row.hops = Math.max(row.hops, answer.coverage().maxHops());
            row.recall +=
                    answer.hits().isEmpty() ? 0 : answer.hits().get(0).peers().size() / (double) holders;
            row.millis += answer.tookMs();
            row.mostForwards = Math.max(row.mostForwards, mostForwards(network));
            network.advance(Duration.ofMillis(1500));
        }
        return row;
    }

    /** How often one peer sent the query to the same neighbour. */
    private static int mostForwards(EmulatedNetwork network) {
        Map<List<?>, Integer> times = new HashMap<>();
        network.sent().forEach(sent -> times.merge(List.of(sent.from(), sent.to()), 1, Integer::sum));
        return new ArrayList<>(times.values()).stream().max(Integer::compare).orElse(0);
    }

    private void row(String name, Graph graph, int ttl, String strategy, Row row) {
        report.append(String.format(
                Locale.ROOT,
                "| %s | %,d | %d | %s | %,d | %.2f × %,d | %.3f | %,d | %d | %d | %d |%n",
                name,
                graph.size(),
                ttl,
                strategy,
                row.messages / SEARCHES,
                row.messages / (double) SEARCHES / graph.plainFlood(),
                graph.plainFlood(),
                row.recall / SEARCHES,
                row.pruned / SEARCHES,
                row.hops,
                row.millis / SEARCHES,
                row.mostForwards));
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
