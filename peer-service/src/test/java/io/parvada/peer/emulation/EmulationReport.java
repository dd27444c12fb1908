package io.parvada.peer.emulation;

import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.config.SearchSettings.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a query costs on many emulated peers, as tables in Markdown, for scripts/bench.sh; by its name not part of the
 * default build. Property {@code emulation.report} names the file to write, and with {@code .points} at its end that of
 * what is to be drawn; {@code emulation.large} adds 10,000 peers.
 */
class EmulationReport {

    private static final int DEGREE = 6;
    private static final String TARGETED = "random regular";
    private static final double MOST_BY_FLOOD = 1;
    private static final double MOST_WITH_SUMMARIES = 0.3;
    private static final int SHAPES_AT = 1_000;
    private static final double ENOUGH = 0.99;

    private final StringBuilder costs =
            new StringBuilder("| network | peers | ttl | strategy | messages | of the formula |"
                    + " recall | pruned | hops | ms | KB of queries, answers aside |"
                    + " most times from one peer to the same neighbour |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    private final StringBuilder summaries = new StringBuilder(
            "| network | peers | summaries fetched, KB a peer |"
                    + " KB of queries that they save a search | searches that pay for fetching all anew |\n|---|---|---|---|---|\n");
    private final StringBuilder shapes = new StringBuilder(
            "| asked for | messages by flood | with summaries | found, of what a flood finds |\n|---|---|---|---|\n");
    private final StringBuilder verdicts =
            new StringBuilder("| beside | figure | turn by turn | to reach | |\n|---|---|---|---|---|\n");
    private final StringBuilder points = new StringBuilder("Messages a query;× the formula\n");

    @Test
    void writes() throws IOException {
        List<Integer> sizes = Boolean.getBoolean("emulation.large") ? List.of(100, 1_000, 10_000) : List.of(100, 1_000);
        for (int size : sizes) {
            measure(TARGETED, Graph.randomRegular(size, DEGREE, new Random(1)));
            measure("power law", Graph.powerLaw(size, DEGREE, new Random(1)));
            measure("ring", Graph.wideRing(size, DEGREE));
        }
        String file = System.getProperty("emulation.report", "target/emulation.md");
        Files.writeString(Path.of(file), costs + "\n" + summaries + "\n" + shapes + "\n" + verdicts);
        Files.writeString(Path.of(file + ".points"), points);
    }

    /** At the least ttl with which a flood finds enough, or the largest there is. */
    private void measure(String name, Graph graph) {
        EmulatedNetwork network = new EmulatedNetwork(1);
        network.delay(Duration.ofMillis(10), Duration.ofMillis(1));
        EmulatedSearches searches = new EmulatedSearches(network, graph.on(network));
        EmulatedSearches.Cost flood;
        int ttl = 0;
        do {
            ttl++;
            flood = searches.run(EmulatedSearches.SOUGHT, ttl, Strategy.FLOOD);
        } while (searches.recall(flood) < ENOUGH && ttl < SearchSettings.MAX_TTL);
        // The first round fetches summaries of neighbours, the second those that they fetched meanwhile.
        searches.run(EmulatedSearches.SOUGHT, ttl, Strategy.BLOOM);
        searches.run(EmulatedSearches.SOUGHT, ttl, Strategy.BLOOM);
        long fetched = network.summaryBytes();
        EmulatedSearches.Cost bloom = searches.run(EmulatedSearches.SOUGHT, ttl, Strategy.BLOOM);
        cost(name, graph, ttl, "flood", flood, searches.recall(flood));
        cost(name, graph, ttl, "bloom", bloom, searches.recall(bloom));
        if (name.equals(TARGETED) && graph.size() >= SHAPES_AT) {
            verdict(graph, "flood", flood, searches.recall(flood), MOST_BY_FLOOD);
            verdict(graph, "summaries", bloom, searches.recall(bloom), MOST_WITH_SUMMARIES);
        }
        double saved = flood.bytes() - bloom.bytes();
        append(
                summaries,
                "| %s | %,d | %,.1f | %,.1f | %s |%n",
                name,
                graph.size(),
                fetched / 1e3 / graph.size(),
                saved / 1e3,
                saved > 0 ? String.format(Locale.ROOT, "%,.0f", Math.ceil(fetched / saved)) : "they save none");
        if (graph.size() == SHAPES_AT && name.equals(TARGETED)) {
            for (EmulatedSearches.Shape shape : EmulatedSearches.SHAPES) {
                shape(searches, shape, ttl);
            }
        }
    }

    private void shape(EmulatedSearches searches, EmulatedSearches.Shape shape, int ttl) {
        EmulatedSearches.Cost flood = searches.run(shape, ttl, Strategy.FLOOD);
        EmulatedSearches.Cost bloom = searches.run(shape, ttl, Strategy.BLOOM);
        append(
                shapes,
                "| %s | %,d | %,d | %.3f |%n",
                shape.text(),
                flood.meanMessages(),
                bloom.meanMessages(),
                bloom.holders() / (double) flood.holders());
    }

    private void cost(String name, Graph graph, int ttl, String strategy, EmulatedSearches.Cost cost, double recall) {
        double formula = graph.plainFlood();
        append(
                costs,
                "| %s | %,d | %d | %s | %,d | %.2f × %,d | %.3f | %,d | %d | %d | %,.1f | %d |%n",
                name,
                graph.size(),
                ttl,
                strategy,
                cost.meanMessages(),
                cost.meanMessages() / formula,
                graph.plainFlood(),
                recall,
                cost.pruned(),
                cost.hops(),
                cost.millis(),
                cost.bytes() / 1e3,
                cost.mostAlike());
        append(
                points,
                "%s, %,d, %s;%s%n",
                name,
                graph.size(),
                strategy,
                cost.messages().stream()
                        .map(each -> String.format(Locale.ROOT, "%.4f", each / formula))
                        .collect(Collectors.joining(" ")));
    }

    private void verdict(Graph graph, String how, EmulatedSearches.Cost cost, double recall, double most) {
        double formula = graph.plainFlood();
        double ratio = cost.meanMessages() / formula;
        IntSummaryStatistics each =
                cost.messages().stream().mapToInt(count -> count).summaryStatistics();
        append(
                verdicts,
                "| N(d-1)+1 messages, %,d peers, %s, recall %.3f | %.2f × | %.2f–%.2f | ≤ %.1f × | %s |%n",
                graph.size(),
                how,
                recall,
                ratio,
                each.getMin() / formula,
                each.getMax() / formula,
                most,
                ratio <= most && recall >= ENOUGH ? "reached" : "**falls short**");
    }

    private static void append(StringBuilder to, String format, Object... values) {
        to.append(String.format(Locale.ROOT, format, values));
    }
}
