package io.parvada.bench.catalog;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.names.NameQuery;
import io.parvada.peer.pace.Pace;
import io.parvada.transfer.storage.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * {@code NameQueries SHARE STATE QUERIES ROUNDS}: a process with the peer's catalog and nothing else, which answers the
 * queries of a file, a line each, again and again. Prints the nanoseconds of each answer, a line for each round, after
 * the number of files.
 */
public final class NameQueries {

    private static final int LIMIT = 100;
    private static final long POLL_MILLIS = 200;

    private NameQueries() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path share = Path.of(arguments[0]);
        Path state = Path.of(arguments[1]);
        List<NameQuery> queries = Files.readAllLines(Path.of(arguments[2])).stream()
                .map(NameQuery::parse)
                .toList();
        try (SharedFolder folder = SharedFolder.open(share, state);
                Catalog catalog = Catalog.open(folder, share, state, Clock.systemUTC(), Pace.unlimited())) {
            while (catalog.indexing().state() != Catalog.Indexing.State.IDLE) {
                Thread.sleep(POLL_MILLIS);
            }
            System.out.println(catalog.totals().count());
            // What the first answers take is the compiler's doing: a peer runs for weeks.
            round(catalog, queries);
            for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                System.out.println(round(catalog, queries));
            }
        }
    }

    private static String round(Catalog catalog, List<NameQuery> queries) {
        StringBuilder nanos = new StringBuilder();
        for (NameQuery query : queries) {
            long start = System.nanoTime();
            catalog.search(query, LIMIT);
            nanos.append(System.nanoTime() - start).append(' ');
        }
        return nanos.toString();
    }
}
