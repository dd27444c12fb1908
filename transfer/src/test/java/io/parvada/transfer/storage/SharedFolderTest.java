package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedFolderTest {

    @TempDir
    Path dir;

    private Path share;
    private Path outside;
    private SharedFolder folder;

    @BeforeEach
    void open() throws Exception {
        share = Files.createDirectory(dir.resolve("share"));
        outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        folder = SharedFolder.open(share, share.resolve(".parvada"));
    }

    @Test
    void readsWhatIsThereAndTellsWhenItChanges() throws Exception {
        Files.createDirectories(share.resolve("a/b"));
        Files.writeString(share.resolve("a/b/c.txt"), "hello");
        try (OpenFile file = folder.read(new FileName("a/b/c.txt"))) {
            assertThat(text(file)).isEqualTo("hello");
            assertThat(file.stat().sizeBytes()).isEqualTo(5);
            assertThat(file.changed()).isFalse();
            Files.writeString(share.resolve("a/b/c.txt"), "hello again");
            assertThat(file.changed()).isTrue();
        }
        try (OpenFile file = folder.read(new FileName("a/b/c.txt"))) {
            Files.delete(share.resolve("a/b/c.txt"));
            assertThat(file.changed()).isTrue();
            assertThat(text(file)).isEqualTo("hello again");
        }
    }

    @Test
    void symbolicLinksAreNeitherReadNorStattedNorDeletedNorReplaced() throws Exception {
        Files.createSymbolicLink(share.resolve("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(share.resolve("linked"), outside);
        Files.writeString(share.resolve("real.txt"), "real");
        Files.createSymbolicLink(share.resolve("inner.txt"), share.resolve("real.txt"));
        for (String name : List.of("link.txt", "linked/secret.txt", "inner.txt", "linked", "link.txt/x")) {
            FileName link = new FileName(name);
            Expect.reason(Reason.FILE_NOT_FOUND, () -> folder.read(link).close());
            Expect.reason(Reason.FILE_NOT_FOUND, () -> folder.delete(link));
            assertThat(folder.stat(link)).isEmpty();
        }
        Sample sample = Sample.of(10, 1);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            sample.into(staged);
            for (boolean overwrite : new boolean[] {false, true}) {
                Expect.reason(Reason.ALREADY_EXISTS, () -> folder.commit(staged, new FileName("link.txt"), overwrite));
                Expect.reason(
                        Reason.FILE_NOT_FOUND, () -> folder.commit(staged, new FileName("linked/new.txt"), overwrite));
                Expect.reason(
                        Reason.FILE_NOT_FOUND, () -> folder.commit(staged, new FileName("linked/d/new"), overwrite));
            }
        }
        assertThat(outside.toFile().list()).containsExactly("secret.txt");
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "pipe/x", "dir", "file/x", "missing", "missing/x"})
    void whatIsNoRegularFileIsNotFoundAndNeverWaitedFor(String name) throws Exception {
        Files.createDirectory(share.resolve("dir"));
        Files.writeString(share.resolve("file"), "x");
        Expect.machineCan(
                new ProcessBuilder("mkfifo", share.resolve("pipe").toString())
                                .start()
                                .waitFor()
                        == 0,
                "mkfifo");
        Expect.reason(
                Reason.FILE_NOT_FOUND, () -> folder.read(new FileName(name)).close());
        assertThat(folder.stat(new FileName(name))).isEmpty();
    }

    @Test
    void fileInTheWayOfADirectoryAndTheReverseAreAlreadyThere() throws Exception {
        Files.writeString(share.resolve("file"), "x");
        Files.createDirectory(share.resolve("dir"));
        for (boolean overwrite : new boolean[] {false, true}) {
            Expect.reason(Reason.ALREADY_EXISTS, () -> store("file/below", overwrite));
            Expect.reason(Reason.ALREADY_EXISTS, () -> store("dir", overwrite));
        }
        assertThat(share.resolve("file")).hasContent("x");
    }

    @Test
    void failedCommitLeavesNoDirectoryBehind() {
        Sample sample = Sample.of(10, 1);
        StagedFile staged = folder.staging().stage("key", sample.content());
        sample.into(staged);
        Path data = staged.seal();
        assertThat(data.toFile().delete()).isTrue();
        Expect.reason(Reason.STORAGE_FAILURE, () -> folder.commit(staged, new FileName("new/dir/x"), false));
        staged.discard();
        assertThat(share.toFile().list()).containsExactly(".parvada");
    }

    @Test
    void deletingTheLastFileOfADirectoryDeletesItToo() throws Exception {
        store("a/b/c/one", false);
        store("a/two", false);
        folder.delete(new FileName("a/b/c/one"));
        assertThat(share.resolve("a").toFile().list()).containsExactly("two");
        folder.delete(new FileName("a/two"));
        assertThat(share.resolve("a")).doesNotExist();
        assertThat(share).exists();
        Expect.reason(Reason.FILE_NOT_FOUND, () -> folder.delete(new FileName("a/two")));
    }

    @Test
    void committedFileHasTheModeOfTheUmask() throws Exception {
        Path ordinary = Files.writeString(dir.resolve("ordinary"), "x");
        store("new/x", false);
        assertThat(Files.getPosixFilePermissions(share.resolve("new/x")))
                .isEqualTo(Files.getPosixFilePermissions(ordinary));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(share.resolve(".parvada"))))
                .isEqualTo("rwx------");
    }

    @Test
    void shareReachedByALinkIsTheOneItLedToWhenOpened() throws Exception {
        Files.writeString(share.resolve("x"), "x");
        Path link = Files.createSymbolicLink(dir.resolve("link"), share);
        try (SharedFolder linked = SharedFolder.open(link, link.resolve(".parvada"))) {
            Files.delete(link);
            Files.createSymbolicLink(link, outside);
            assertThat(linked.stat(new FileName("x"))).isPresent();
            assertThat(linked.stat(new FileName("secret.txt"))).isEmpty();
        }
    }

    @Test
    void missingShareIsAFailureWithoutItsPath() {
        String sentence = Expect.reason(
                Reason.STORAGE_FAILURE, () -> SharedFolder.open(dir.resolve("no/such"), dir.resolve("state")));
        assertThat(sentence).doesNotContain(dir.toString());
    }

    @Test
    void commitsAndDeletionsOfOneDirectoryDoNotDisturbEachOther() throws Exception {
        Thread deleter = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                try {
                    folder.delete(new FileName("d/e/old"));
                } catch (PeerException goneAlready) {
                    assertThat(goneAlready.reason()).isEqualTo(Reason.FILE_NOT_FOUND);
                }
            }
        });
        deleter.start();
        for (int i = 0; i < 50; i++) {
            store("d/e/old", true);
        }
        deleter.join();
        store("d/e/new", false);
        assertThat(folder.stat(new FileName("d/e/new"))).isPresent();
    }

    private void store(String name, boolean overwrite) {
        Sample sample = Sample.of(10, name.hashCode());
        try (StagedFile staged = folder.staging().stage(name, sample.content())) {
            sample.into(staged);
            folder.commit(staged, new FileName(name), overwrite);
        }
    }

    private static String text(OpenFile file) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        file.channel().read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
