package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalkTest {

    @TempDir
    Path share;

    private final List<String> files = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private SharedFolder folder;

    @BeforeEach
    void open() {
        folder = SharedFolder.open(share, share.resolve(".parvada"));
    }

    @Test
    void showsFilesOfAllLevelsAndNothingOfParvadaAndNoLink() throws Exception {
        Files.createDirectories(share.resolve("a/b/.PARVADA"));
        for (String name : List.of("x", "a/y", "a/b/zñ€😀", "a/b/.PARVADA/z", ".film.mkv.parvada-part", ".hidden")) {
            Files.writeString(share.resolve(name), name);
        }
        Files.createSymbolicLink(share.resolve("link"), share.resolve("x"));
        Files.createSymbolicLink(share.resolve("loop"), share);
        walk();
        assertThat(files).containsExactlyInAnyOrder("x", "a/y", "a/b/zñ€😀", ".hidden");
        assertThat(skipped).isEmpty();
    }

    @Test
    void namesThatCannotBeSharedAreSkippedAndShownWithoutTheirTeeth() throws Exception {
        Files.writeString(share.resolve("a\nb\u001b[2J"), "x");
        Files.writeString(share.resolve("exe.\u202Egpj"), "x");
        Files.createDirectory(share.resolve("back\\slash"));
        Files.writeString(share.resolve("back\\slash/below"), "x");
        String undecodable = "touch \"$(printf 'bytes\\377\\376')\"";
        Expect.machineCan(
                new ProcessBuilder("sh", "-c", undecodable)
                                .directory(share.toFile())
                                .start()
                                .waitFor()
                        == 0,
                "make a file whose name is not UTF-8");
        walk();
        assertThat(files).isEmpty();
        assertThat(skipped)
                .containsExactlyInAnyOrder(
                        "a<U+000A>b<U+001B>[2J", "exe.<U+202E>gpj", "back\\slash", "bytes\uFFFD\uFFFD");
    }

    @Test
    void withoutALocaleNamesBeyondAsciiAreSkippedAndRefusedAndTheOthersServed() throws Exception {
        Files.writeString(share.resolve("plain"), "x");
        Files.writeString(share.resolve("\u00F1"), "x");
        folder.close();
        Process program = StorageProgram.start(List.of("env", "LC_ALL=C"), "walk", share.toString());
        assertThat(program.inputReader().lines())
                .containsExactlyInAnyOrder("open", "file plain", "skipped INVALID_NAME", "failed INVALID_NAME");
    }

    @Test
    void treeDeeperThanANameMayBeIsSkippedBelow() throws Exception {
        Path deep = share;
        for (int i = 0; i < 70; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("x"), "x");
        walk();
        assertThat(files).isEmpty();
        assertThat(skipped).hasSize(1);
    }

    @Test
    void whatTheVisitorThrowsEndsTheWalk() throws Exception {
        Files.createDirectory(share.resolve("d"));
        Files.writeString(share.resolve("d/x"), "x");
        PeerException stop = new PeerException(Reason.CANCELLED, "stop");
        assertThatThrownBy(() -> folder.walk(new SharedFolder.Visitor() {
                    @Override
                    public void file(FileStat file) {
                        throw stop;
                    }

                    @Override
                    public void skipped(String display, PeerException why) {
                        throw new AssertionError(why);
                    }
                }))
                .isSameAs(stop);
    }

    @Test
    void shareThatIsGoneIsAFailureAndNotAnEmptyShare() throws Exception {
        Path moved = share.resolveSibling(share.getFileName() + "-moved");
        Files.move(share, moved);
        try {
            Expect.reason(Reason.STORAGE_FAILURE, this::walk);
        } finally {
            Files.move(moved, share);
        }
    }

    @Test
    void filesThatVanishMeanwhileAreAsIfTheyHadNeverBeen() throws Exception {
        for (int i = 0; i < 50; i++) {
            Files.createDirectory(share.resolve("d" + i));
            Files.writeString(share.resolve("d" + i + "/x"), "x");
        }
        folder.walk(new SharedFolder.Visitor() {
            @Override
            public void file(FileStat file) {
                files.add(file.name().value());
                for (int i = 0; i < 50; i++) {
                    share.resolve("d" + i + "/x").toFile().delete();
                    share.resolve("d" + i).toFile().delete();
                }
            }

            @Override
            public void skipped(String display, PeerException why) {
                skipped.add(display);
            }
        });
        assertThat(files).hasSize(1);
        assertThat(skipped).isEmpty();
    }

    @Test
    @Tag("large")
    void twoHundredThousandFilesInOneDirectoryNeedNoMoreMemoryThanOne() throws Exception {
        for (int i = 0; i < 200_000; i++) {
            Files.createFile(share.resolve("file-" + i));
        }
        int[] count = new int[1];
        folder.walk(new SharedFolder.Visitor() {
            @Override
            public void file(FileStat file) {
                count[0]++;
            }

            @Override
            public void skipped(String display, PeerException why) {}
        });
        assertThat(count[0]).isEqualTo(200_000);
    }

    private void walk() {
        folder.walk(new SharedFolder.Visitor() {
            @Override
            public void file(FileStat file) {
                assertThat(folder.stat(file.name())).contains(file);
                files.add(file.name().value());
            }

            @Override
            public void skipped(String display, PeerException why) {
                skipped.add(display);
            }
        });
    }
}
