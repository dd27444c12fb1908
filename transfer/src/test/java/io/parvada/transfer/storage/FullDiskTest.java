package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On mounts of its own: a small tmpfs, a read-only one, two at once. */
class FullDiskTest {

    private static final int MIB = Pieces.PIECE_BYTES;

    @TempDir
    Path dir;

    private final List<Path> mounts = new ArrayList<>();
    private Path share;

    @BeforeEach
    void mount() throws Exception {
        share = tmpfs("share", "size=8m,nr_inodes=64");
    }

    @AfterEach
    void unmount() throws Exception {
        for (Path mount : mounts) {
            run("umount", "-l", mount.toString());
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheFirstByteWithBothNumbers() {
        SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"));
        Sample large = Sample.of(9 * MIB, 1);
        String sentence =
                Expect.reason(Reason.STORAGE_FULL, () -> folder.staging().stage("key", large.content()));
        assertThat(sentence).contains(String.valueOf(9 * MIB));
        Expect.reason(Reason.STORAGE_FULL, () -> folder.staging().stream(9 * MIB));
        assertThat(share.resolve(".parvada/staging").toFile().list()).containsExactly(".lock");
    }

    @Test
    void twoTransfersAreNotPromisedTheSameBytes() {
        SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"));
        Sample first = Sample.of(5 * MIB, 1);
        Sample second = Sample.of(5 * MIB, 2);
        try (StagedFile staged = folder.staging().stage("first", first.content())) {
            Expect.reason(Reason.STORAGE_FULL, () -> folder.staging().stage("second", second.content()));
            first.into(staged);
            folder.staging().stream(2 * MIB).close();
        }
        Expect.reason(Reason.STORAGE_FULL, () -> folder.staging().stage("second", second.content()));
        folder.staging().stage("first", first.content()).discard();
        folder.staging().stage("second", second.content()).close();
    }

    @Test
    void streamOfUnknownLengthEndsWithStorageFullAndTheDiskIsFreeAgain() throws Exception {
        SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"));
        try (StagedStream stream = folder.staging().stream(-1)) {
            Expect.reason(Reason.STORAGE_FULL, () -> {
                for (int i = 0; i < 9; i++) {
                    stream.write(ByteBuffer.allocate(MIB));
                }
            });
        }
        Sample sample = Sample.of(6 * MIB, 1);
        try (StagedFile staged = folder.staging().stage("key", sample.content())) {
            sample.into(staged);
            folder.commit(staged, new FileName("fits"), false);
        }
        assertThat(share.resolve("fits")).hasBinaryContent(sample.bytes());
    }

    @Test
    void othersFillingTheDiskMeanwhileIsStorageFullAndNothingProvenIsLost() throws Exception {
        SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"));
        Sample sample = Sample.of(4 * MIB, 1);
        StagedFile staged = folder.staging().stage("key", sample.content());
        sample.layerInto(staged);
        staged.write(0, sample.piece(0));
        Files.write(share.resolve("filler"), new byte[6 * MIB + MIB / 2]);
        Expect.reason(Reason.STORAGE_FULL, () -> sample.into(staged));
        Files.delete(share.resolve("filler"));
        sample.into(staged);
        folder.commit(staged, new FileName("whole"), false);
        assertThat(share.resolve("whole")).hasBinaryContent(sample.bytes());
        staged.close();
    }

    @Test
    void noInodeLeftIsStorageFullAlsoForAPeerThatStartsThen() throws Exception {
        SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"));
        Sample sample = Sample.of(10, 1);
        List<Path> fillers = new ArrayList<>();
        while (Files.getFileStore(share).getUsableSpace() > 0 && fillers.size() < 64) {
            try {
                fillers.add(Files.createFile(share.resolve("filler-" + fillers.size())));
            } catch (IOException full) {
                break;
            }
        }
        Expect.reason(Reason.STORAGE_FULL, () -> folder.staging().stage("key", sample.content()));
        Expect.reason(Reason.STORAGE_FULL, () -> folder.staging().stream(10));
        folder.close();
        try (SharedFolder restarted = SharedFolder.open(share, share.resolve(".parvada"))) {
            assertThat(restarted.writable()).isTrue();
            assertThat(restarted.stat(new FileName("filler-0"))).isPresent();
            Expect.reason(Reason.STORAGE_FULL, () -> restarted.staging().stage("key", sample.content()));
            for (Path filler : fillers) {
                Files.delete(filler);
            }
            restarted.staging().stage("key", sample.content()).close();
        }
    }

    @Test
    void stateOnAnotherFileSystemLeavesTheStagingInTheShare() throws Exception {
        Path state = tmpfs("state", "size=1m");
        try (SharedFolder folder = SharedFolder.open(share, state)) {
            Sample sample = Sample.of(2 * MIB, 1);
            try (StagedFile staged = folder.staging().stage("key", sample.content())) {
                sample.into(staged);
                folder.commit(staged, new FileName("a/b"), false);
            }
            assertThat(share.resolve("a/b")).hasBinaryContent(sample.bytes());
            assertThat(share.resolve(".parvada/staging")).exists();
        }
    }

    @Test
    void readOnlyShareServesAndRefusesEveryWriteWithASentence() throws Exception {
        Files.writeString(share.resolve("x"), "x");
        assertThat(run("mount", "-o", "remount,ro", share.toString())).isZero();
        try (SharedFolder folder = SharedFolder.open(share, dir.resolve("state"))) {
            assertThat(folder.writable()).isFalse();
            folder.read(new FileName("x")).close();
            Sample sample = Sample.of(1, 1);
            assertThat(Expect.reason(Reason.FORBIDDEN, () -> folder.staging().stage("key", sample.content())))
                    .contains("read-only");
            Expect.reason(Reason.FORBIDDEN, () -> folder.staging().stream(1));
            Expect.reason(Reason.FORBIDDEN, () -> folder.delete(new FileName("x")));
            List<String> seen = new ArrayList<>();
            folder.walk(new SharedFolder.Visitor() {
                @Override
                public void file(FileStat file) {
                    seen.add(file.name().value());
                }

                @Override
                public void skipped(String display, PeerException why) {}
            });
            assertThat(seen).containsExactly("x");
            assertThat(folder.staging().reclaim(Duration.ZERO)).isZero();
        }
    }

    private Path tmpfs(String name, String options) throws Exception {
        Path at = Files.createDirectory(dir.resolve(name));
        Expect.machineCan(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()) == 0, "mount a tmpfs");
        mounts.add(at);
        return at;
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }
}
