package io.parvada.bench.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What people type to find a file: parts of its name, of 4 to 14 characters, and now and then what no file has. */
final class Queries {

    private static final long SEED = 4711;
    private static final int SHORTEST = 4;
    private static final int LONGEST = 14;
    /** One in so many finds nothing. */
    private static final int ABSENT = 10;

    private Queries() {}

    static List<String> of(List<String> names, int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = names.get(random.nextInt(names.size()));
            String last = name.substring(name.lastIndexOf('/') + 1);
            int length = Math.min(last.length(), random.nextInt(SHORTEST, LONGEST + 1));
            int from = random.nextInt(last.length() - length + 1);
            String part = last.substring(from, from + length);
            queries.add(i % ABSENT == ABSENT - 1 ? part + "qzx" : part);
        }
        return queries;
    }
}
