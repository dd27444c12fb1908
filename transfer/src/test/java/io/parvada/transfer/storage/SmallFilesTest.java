package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallFilesTest {

    @TempDir
    Path share;

    private SharedFolder folder;

    @BeforeEach
    void open() {
        folder = SharedFolder.open(share, share.resolve(".parvada"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Pieces.LEAF_BYTES - 1, Pieces.LEAF_BYTES, Pieces.LEAF_BYTES + 1, SmallFiles.MOST_BYTES})
    void hashesAreThoseOfTheSlowWay(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(share.resolve("x"), bytes);
        ContentHasher hasher = new ContentHasher((index, hash) -> {});
        hasher.update(ByteBuffer.wrap(bytes));

        SmallFiles.Outcome outcome = hash("x").get(0);
        assertThat(outcome.hashed().content()).isEqualTo(hasher.finish());
        assertThat(folder.stat(outcome.name())).contains(outcome.hashed().stat());
        assertThat(outcome.failure()).isNull();
    }

    @Test
    void filesOfSeveralDirectoriesAreAnsweredInOrderAndEachForItself() throws IOException {
        Files.createDirectories(share.resolve("a/b"));
        for (String name : List.of("a/1", "a/b/2", "3", "a/4")) {
            Files.writeString(share.resolve(name), name);
        }
        Files.createSymbolicLink(share.resolve("a/link"), Path.of("1"));
        Files.createSymbolicLink(share.resolve("way"), Path.of("a"));
        Files.write(share.resolve("large"), new byte[SmallFiles.MOST_BYTES + 1]);

        List<SmallFiles.Outcome> outcomes =
                hash("a/1", "a/gone", "a/link", "a/b/2", "way/1", "gone/5", "3", "large", "a/b", "a/4");
        assertThat(outcomes.stream().map(SmallFilesTest::said))
                .containsExactly(
                        "a/1 3",
                        "a/gone FILE_NOT_FOUND",
                        "a/link FILE_NOT_FOUND",
                        "a/b/2 5",
                        "way/1 FILE_NOT_FOUND",
                        "gone/5 FILE_NOT_FOUND",
                        "3 1",
                        "large not read",
                        "a/b FILE_NOT_FOUND",
                        "a/4 3");
    }

    @Test
    void whatIsNotWantedIsNotReadAndWhatChangesMeanwhileProvesNothing() throws IOException {
        Files.writeString(share.resolve("x"), "x");
        FileName name = new FileName("x");
        assertThat(folder.hashSmall(List.of(name), stat -> false).get(0).hashed())
                .isNull();
        SmallFiles.Outcome changed = folder.hashSmall(
                        List.of(name), stat -> share.resolve("x").toFile().setLastModified(0))
                .get(0);
        assertThat(changed.hashed()).isNull();
        assertThat(changed.failure()).isNull();
    }

    private List<SmallFiles.Outcome> hash(String... names) {
        return folder.hashSmall(List.of(names).stream().map(FileName::new).toList(), stat -> true);
    }

    private static String said(SmallFiles.Outcome outcome) {
        Reason reason = outcome.failure() == null ? null : outcome.failure().reason();
        if (outcome.hashed() == null) {
            return outcome.name() + " " + (reason == null ? "not read" : reason);
        }
        return outcome.name() + " " + outcome.hashed().stat().sizeBytes();
    }
}
