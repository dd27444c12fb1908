package io.parvada.peer.announce;

import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.transfer.content.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names in the order of their UTF-8 bytes, each with a mark of what it was published with: some 120 bytes a file, so that
 * what changed can be told. One thread.
 */
final class PublishedNames {

    private static final int FIRST = 64;

    private String[] names;
    private long[] marks;
    private int size;

    PublishedNames() {
        names = new String[FIRST];
        marks = new long[FIRST];
    }

    int size() {
        return size;
    }

    String name(int index) {
        return names[index];
    }

    long mark(int index) {
        return marks[index];
    }

    /** In order. */
    void add(String name, long mark) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            marks = Arrays.copyOf(marks, size * 2);
        }
        names[size] = name;
        marks[size] = mark;
        size++;
    }

    /** The first {@code kept} of these, then those of {@code others} from an index on. */
    PublishedNames upTo(int kept, PublishedNames others, int from) {
        PublishedNames all = new PublishedNames();
        for (int i = 0; i < kept; i++) {
            all.add(names[i], marks[i]);
        }
        for (int i = from; i < others.size; i++) {
            all.add(others.names[i], others.marks[i]);
        }
        return all;
    }

    /** Different where size or hashes are; equal by chance in one of 2^64. */
    static long markOf(CatalogEntry entry) {
        return (entry.sizeBytes() * 31 + bits(entry.root())) * 31 + bits(entry.sha256());
    }

    private static long bits(Sha256 hash) {
        return hash == null ? 0 : ByteBuffer.wrap(hash.toBytes()).getLong();
    }

    /** The catalog's order, which differs from String's beyond U+FFFF. */
    static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
