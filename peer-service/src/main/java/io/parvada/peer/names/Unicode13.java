package io.parvada.peer.names;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Which characters Unicode has had since version 13, that of Java 17. What it has it keeps, with its case and its forms
 * (Unicode's stability policies); of others each version of Java has its own idea.
 */
final class Unicode13 {

    /** Where, in order, characters begin, end, begin again and so on; ends are the first that is none. */
    private static final int[] BOUNDS = read("unicode-13.txt");

    private Unicode13() {}

    /** Surrogates, which stand for no character alone, are among them. */
    static boolean has(int codePoint) {
        if (codePoint < BOUNDS[1]) {
            return true; // the languages of most names
        }
        int at = Arrays.binarySearch(BOUNDS, codePoint);
        int bound = at >= 0 ? at : -at - 2; // the last one that is not behind it
        return bound % 2 == 0;
    }

    private static int[] read(String file) {
        try (InputStream in = Unicode13.class.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .flatMap(range -> Stream.of(range.split("-")))
                    .mapToInt(bound -> Integer.parseInt(bound, 16))
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
