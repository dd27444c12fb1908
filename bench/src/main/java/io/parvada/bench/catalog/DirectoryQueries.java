package io.parvada.bench.catalog;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.directory.DirectoryStore;
import io.parvada.peer.directory.IndexEntry;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.directory.Session;
import io.parvada.peer.directorystore.SqlDirectoryStore;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Question;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code DirectoryQueries URL load NAMES}: ten peers log in at the directory of that database and publish the names of a
 * file among them. {@code DirectoryQueries URL ask QUERIES ROUNDS}: asks the queries of a file, a line each, again and
 * again, after a round that does not count; prints the nanoseconds of each answer, a line for each round.
 */
public final class DirectoryQueries {

    private static final int PEERS = 10;
    private static final int LIMIT = 100;

    private DirectoryQueries() {}

    public static void main(String[] arguments) throws IOException {
        try (DirectoryStore store = SqlDirectoryStore.postgresql(arguments[0], null, null)) {
            List<String> lines = Files.readAllLines(Path.of(arguments[2]));
            if (arguments[1].equals("load")) {
                load(store, lines);
                return;
            }
            List<Question> questions =
                    lines.stream().map(line -> Question.of(line, null, false)).toList();
            round(store, questions);
            for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                System.out.println(round(store, questions));
            }
        }
    }

    private static void load(DirectoryStore store, List<String> names) {
        Instant now = Instant.now();
        int share = (names.size() + PEERS - 1) / PEERS;
        for (int p = 0; p < PEERS && p * share < names.size(); p++) {
            PeerId id = new PeerId(String.valueOf((char) ('a' + p)).repeat(26));
            Peer peer = new Peer(
                    id, "peer" + p, PeerUrl.parse("http://peer:800" + p), HostPort.parse("peer:5005" + p), List.of());
            store.begin(new Session(peer, "bench", "none", now.plus(Duration.ofDays(1))), now);
            publish(store, id, names.subList(p * share, Math.min(names.size(), (p + 1) * share)), now);
        }
    }

    private static void publish(DirectoryStore store, PeerId peer, List<String> names, Instant now) {
        long base = 0;
        for (int from = 0; from < names.size(); from += IndexUpdate.MOST_NAMES) {
            int to = Math.min(names.size(), from + IndexUpdate.MOST_NAMES);
            List<IndexEntry> entries = names.subList(from, to).stream()
                    .map(DirectoryQueries::entry)
                    .toList();
            boolean more = to < names.size();
            base = store.publish(peer, new IndexUpdate(base, entries, List.of(), more), now)
                    .epoch();
        }
    }

    private static IndexEntry entry(String name) {
        Sha256 root = Sha256.of(name.getBytes(StandardCharsets.UTF_8));
        return new IndexEntry(new FileName(name), name.length(), root, root);
    }

    private static String round(DirectoryStore store, List<Question> questions) {
        StringBuilder nanos = new StringBuilder();
        for (Question question : questions) {
            long start = System.nanoTime();
            store.find(question, null, LIMIT, Instant.now());
            nanos.append(System.nanoTime() - start).append(' ');
        }
        return nanos.toString();
    }
}
