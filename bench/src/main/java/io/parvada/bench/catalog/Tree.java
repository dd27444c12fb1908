package io.parvada.bench.catalog;

import io.parvada.bench.report.Numbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Many small files, a thousand to a directory, with names as cameras, programs and people give them: the same in each
 * run. No two names and no two contents are equal.
 */
final class Tree {

    static final int IN_DIRECTORY = 1_000;

    private static final long SEED = 20261128;
    private static final int LEAST_BYTES = 64;
    private static final int MOST_BYTES = 4_096;
    private static final int BLOCK_BYTES = 1 << 18;

    private static final List<String> KINDS = List.of("photos", "papers", "source", "logs", "music", "datasets");
    private static final List<String> WORDS = List.of(
            "amber",
            "atlas",
            "basin",
            "birch",
            "canyon",
            "cedar",
            "cobalt",
            "delta",
            "ember",
            "fjord",
            "garnet",
            "glacier",
            "harbor",
            "indigo",
            "island",
            "juniper",
            "lagoon",
            "lantern",
            "maple",
            "meadow",
            "meridian",
            "nimbus",
            "orchard",
            "outpost",
            "pebble",
            "prairie",
            "quartz",
            "ravine",
            "river",
            "saffron",
            "savanna",
            "sierra",
            "silver",
            "summit",
            "tundra",
            "valley",
            "velvet",
            "willow",
            "winter",
            "zephyr");

    private final Path root;
    private final boolean empty;

    /** @param empty whether only the names matter */
    Tree(Path root, boolean empty) {
        this.root = root;
        this.empty = empty;
    }

    /** Makes the files, and answers one name of each directory, relative to the root. */
    List<String> write(int files) {
        int directories = (files + IN_DIRECTORY - 1) / IN_DIRECTORY;
        return IntStream.range(0, directories)
                .parallel()
                .mapToObj(d -> directory(d, Math.min(IN_DIRECTORY, files - d * IN_DIRECTORY)))
                .toList();
    }

    /** A directory that has as many files as any, if there are so many. */
    Path first() {
        return root.resolve(directoryName(new SplittableRandom(SEED), 0));
    }

    private String directory(int number, int files) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        String name = directoryName(random, number);
        byte[] block = new byte[empty ? 0 : BLOCK_BYTES];
        random.nextBytes(block);
        List<String> names = new ArrayList<>();
        try {
            Path directory = Files.createDirectories(root.resolve(name));
            for (int i = 0; i < files; i++) {
                names.add(fileName(random, KINDS.get(number % KINDS.size()), number, i));
                Files.write(directory.resolve(names.get(i)), contents(random, block));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name + "/" + names.get(random.nextInt(names.size()));
    }

    private static byte[] contents(SplittableRandom random, byte[] block) {
        if (block.length == 0) {
            return block;
        }
        int size = (int) (LEAST_BYTES * Math.pow((double) MOST_BYTES / LEAST_BYTES, random.nextDouble()));
        int from = random.nextInt(block.length - size);
        byte[] contents = Arrays.copyOfRange(block, from, from + size);
        long mark = random.nextLong();
        for (int i = 0; i < Long.BYTES; i++) {
            contents[i] = (byte) (mark >> (8 * i));
        }
        return contents;
    }

    private static String directoryName(SplittableRandom random, int number) {
        return Numbers.of(
                "%s/%d/%s %s %d",
                KINDS.get(number % KINDS.size()), 2005 + number % 21, word(random), word(random), number);
    }

    private static String fileName(SplittableRandom random, String kind, int directory, int i) {
        int day = 1 + random.nextInt(28);
        int month = 1 + random.nextInt(12);
        return switch (kind) {
            case "photos" -> Numbers.of("IMG_%d%02d%02d_%06d.jpg", 2005 + directory % 21, month, day, 7 * i + 90_000);
            case "papers" -> Numbers.of("%s-%s report v%d.pdf", word(random), word(random), i);
            case "source" -> Numbers.of("%s%sController%d.java", capital(random), capital(random), i);
            case "logs" -> Numbers.of("node%d-%d-%02d-%02d.%03d.log", directory % 17, 2020, month, day, i);
            case "music" -> Numbers.of("%03d - %s %s.flac", i, word(random), word(random));
            default -> Numbers.of("part-%05d-%06x.parquet", i, random.nextInt(1 << 24));
        };
    }

    private static String word(SplittableRandom random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String capital(SplittableRandom random) {
        String word = word(random);
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
