package io.parvada.transfer.storage;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own for tests that kill it, watch its system calls or let them fail. Says each step on stdout. */
public final class StorageProgram {

    static final String SAID_COMMITTED = "committed ";
    static final String SAID_PROVEN = "proven ";
    static final String SAID_FAILED = "failed ";
    static final int PIECES = 70;
    /** Beyond a checkpoint, which comes after 64. */
    static final int PROVEN = 67;

    private StorageProgram() {}

    /** A process of this class, behind {@code wrapper} if that is not empty. */
    static Process start(List<String> wrapper, String... args) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StorageProgram.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        return process.start();
    }

    /**
     * {@code commit SHARE COUNT [overwrite]}; {@code walk SHARE}; {@code stage SHARE} and {@code part FILE}, which end
     * only when they are killed.
     */
    public static void main(String[] args) throws IOException {
        Path path = Path.of(args[1]);
        if (args[0].equals("part")) {
            StagedFile.at(path, Sample.of(10, 1).content());
            say("open");
            System.in.read();
            return;
        }
        try (SharedFolder folder = SharedFolder.open(path, path.resolve(".parvada"))) {
            say("open");
            switch (args[0]) {
                case "commit" -> commit(folder, Integer.parseInt(args[2]), args.length > 3);
                case "walk" -> walk(folder);
                default -> stage(folder);
            }
        }
    }

    private static void walk(SharedFolder folder) {
        folder.walk(new SharedFolder.Visitor() {
            @Override
            public void file(FileStat file) {
                say("file " + file.name());
            }

            @Override
            public void skipped(String display, PeerException why) {
                say("skipped " + why.reason());
            }
        });
        try {
            folder.read(new FileName("\u00F1")).close();
        } catch (PeerException e) {
            say(SAID_FAILED + e.reason());
        }
    }

    private static void commit(SharedFolder folder, int count, boolean overwrite) {
        for (int i = 0; i < count; i++) {
            Sample sample = Sample.of(1000 + i, i);
            try (StagedFile staged = folder.staging().stage("key-" + i, sample.content())) {
                sample.into(staged);
                folder.commit(staged, new FileName("name-" + i), overwrite);
                say(SAID_COMMITTED + i);
            } catch (PeerException e) {
                say(SAID_FAILED + e.reason());
            }
        }
    }

    static Sample large() {
        return Sample.of(PIECES * Pieces.PIECE_BYTES, 1);
    }

    private static void stage(SharedFolder folder) throws IOException {
        Sample sample = large();
        StagedFile staged = folder.staging().stage("key", sample.content());
        sample.layerInto(staged);
        for (int i = 0; i < PROVEN; i++) {
            staged.write(i, sample.piece(i));
            say(SAID_PROVEN + i);
        }
        System.in.read();
    }

    private static void say(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
