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
    static final int PIECES = 200;

    private StorageProgram() {}

    /** A process of this class, behind {@code wrapper} if that is not empty. */
    static Process start(List<String> wrapper, String... args) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StorageProgram.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** {@code commit SHARE COUNT [overwrite]} or {@code stage SHARE}. */
    public static void main(String[] args) {
        Path share = Path.of(args[1]);
        try (SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"))) {
            say("open");
            if (args[0].equals("commit")) {
                commit(folder, Integer.parseInt(args[2]), args.length > 3);
            } else {
                stage(folder);
            }
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

    private static void stage(SharedFolder folder) {
        Sample sample = large();
        StagedFile staged = folder.staging().stage("key", sample.content());
        sample.layerInto(staged);
        for (int i = 0; i < PIECES; i++) {
            staged.write(i, sample.piece(i));
            say(SAID_PROVEN + i);
        }
    }

    private static void say(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
