package io.parvada.transfer.content;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** BEP 52 as its text says it, level by level in memory, with nothing of the production code but the hash function. */
final class ReferenceTree {

    private static final Sha256 MISSING = Sha256.ofBytes(new byte[32]);

    private ReferenceTree() {}

    static Sha256 root(byte[] file) {
        return file.length == 0 ? Sha256.of(file) : top(leaves(file));
    }

    /** The hash of each MiB of a file that has more than one. */
    static List<Sha256> layer(byte[] file) {
        List<Sha256> level = padded(leaves(file));
        for (int height = 0; height < 6; height++) {
            level = parents(level);
        }
        return level.subList(0, (file.length + (1 << 20) - 1) >> 20);
    }

    /** The root over a layer of piece hashes, whatever the bytes below. */
    static Sha256 rootOf(List<Sha256> layer) {
        Sha256 missing = MISSING;
        for (int height = 0; height < 6; height++) {
            missing = parent(missing, missing);
        }
        return top(padded(layer, missing));
    }

    private static List<Sha256> leaves(byte[] file) {
        List<Sha256> leaves = new ArrayList<>();
        for (int at = 0; at < file.length; at += 16_384) {
            leaves.add(Sha256.of(Arrays.copyOfRange(file, at, Math.min(file.length, at + 16_384))));
        }
        return leaves;
    }

    private static Sha256 top(List<Sha256> nodes) {
        List<Sha256> level = padded(nodes);
        while (level.size() > 1) {
            level = parents(level);
        }
        return level.get(0);
    }

    private static List<Sha256> padded(List<Sha256> nodes) {
        return padded(nodes, MISSING);
    }

    private static List<Sha256> padded(List<Sha256> nodes, Sha256 with) {
        int size = 1;
        while (size < nodes.size()) {
            size *= 2;
        }
        List<Sha256> padded = new ArrayList<>(nodes);
        padded.addAll(Collections.nCopies(size - nodes.size(), with));
        return padded;
    }

    private static List<Sha256> parents(List<Sha256> level) {
        List<Sha256> above = new ArrayList<>();
        for (int i = 0; i < level.size(); i += 2) {
            above.add(parent(level.get(i), level.get(i + 1)));
        }
        return above;
    }

    private static Sha256 parent(Sha256 left, Sha256 right) {
        byte[] both = Arrays.copyOf(left.toBytes(), 64);
        System.arraycopy(right.toBytes(), 0, both, 32, 32);
        return Sha256.of(both);
    }
}
