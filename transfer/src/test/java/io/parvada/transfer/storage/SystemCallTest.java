package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel is asked, in which order, and what becomes of its refusals; by strace, in a process of its own. */
class SystemCallTest {

    @TempDir
    Path dir;

    private Path share;
    private Path trace;

    @BeforeEach
    void make() throws Exception {
        share = Files.createDirectory(dir.resolve("share")).toRealPath();
        trace = dir.resolve("trace");
    }

    @Test
    void everyCommitWritesSyncsNamesSyncsTheDirectoryAndThenAnswers() throws Exception {
        commitsInOrder(25, false);
    }

    @Test
    void everyOverwriteDoesSoToo() throws Exception {
        commitsInOrder(25, true);
    }

    @Test
    @Tag("large")
    void thousandCommitsDoSo() throws Exception {
        commitsInOrder(1_000, false);
    }

    private void commitsInOrder(int count, boolean overwrite) throws Exception {
        List<String> said = run(
                List.of("-y", "-o", trace.toString(), "-e", "trace=pwrite64,write,fsync,link,linkat,rename,renameat"),
                count,
                overwrite);
        assertThat(said)
                .filteredOn(s -> s.startsWith(StorageProgram.SAID_COMMITTED))
                .hasSize(count);
        List<String> calls = Files.readAllLines(trace);
        int from = 0;
        for (int i = 0; i < count; i++) {
            int written = next(calls, from, "pwrite64(", "/staging/");
            int synced = next(calls, written, "fsync(", "/staging/");
            int named = next(calls, synced, overwrite ? "renameat(" : "link(", "name-" + i + "\"");
            int listed = next(calls, named, "fsync(", "<" + share + ">");
            from = next(calls, listed, "write(1", StorageProgram.SAID_COMMITTED + i);
            assertThat(calls.subList(synced + 1, from))
                    .as("nothing is written between the sync and the answer")
                    .noneMatch(c -> c.contains("pwrite64("));
        }
    }

    private static int next(List<String> calls, int from, String call, String about) {
        for (int i = from; i < calls.size(); i++) {
            if (calls.get(i).contains(call) && calls.get(i).contains(about)) {
                return i;
            }
        }
        throw new AssertionError("no " + call + " of " + about + " after line " + from);
    }

    @ParameterizedTest
    @CsvSource({
        "pwrite64:error=EIO, STORAGE_FAILURE",
        "pwrite64:error=ENOSPC, STORAGE_FULL",
        "pwrite64:error=EDQUOT, STORAGE_FULL",
        "fsync:error=EIO, STORAGE_FAILURE",
        "fsync:error=ENOSPC, STORAGE_FULL",
        "fsync:error=EIO:when=2+, STORAGE_FAILURE",
        "link:error=EIO:when=2+, STORAGE_FAILURE",
        "link:error=ENOSPC:when=2+, STORAGE_FULL",
        "link:error=EROFS:when=2+, FORBIDDEN",
    })
    void whatTheDiskRefusesIsNeverASuccessAndLeavesNoName(String injected, Reason reason) throws Exception {
        List<String> said = run(
                List.of("-o", "/dev/null", "-e", "trace=pwrite64,fsync,link", "-e", "inject=" + injected), 1, false);
        assertThat(said).containsExactly("open", StorageProgram.SAID_FAILED + reason);
        try (SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"))) {
            assertThat(folder.stat(new FileName("name-0"))).isEmpty();
        }
    }

    @Test
    void killedProcessFindsEveryPieceThatItHadProven() throws Exception {
        Process process = StorageProgram.start(List.of(), "stage", share.toString());
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String last = StorageProgram.SAID_PROVEN + (StorageProgram.PROVEN - 1);
            assertThat(said.lines().takeWhile(line -> !line.equals(last))).hasSize(StorageProgram.PROVEN);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Sample sample = StorageProgram.large();
        try (SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"));
                StagedFile staged = folder.staging().stage("key", sample.content())) {
            assertThat(staged.layerProven()).isTrue();
            assertThat(staged.provenPieces().stream())
                    .containsExactlyElementsOf(
                            IntStream.range(0, StorageProgram.PROVEN).boxed().toList());
            sample.into(staged);
            folder.commit(staged, new FileName("whole"), false);
        }
        assertThat(share.resolve("whole")).hasBinaryContent(sample.bytes());
    }

    @Test
    void anotherProcessOnTheSameShareIsBusy() throws Exception {
        try (SharedFolder folder = SharedFolder.open(share, share.resolve(".parvada"))) {
            assertThat(folder.writable()).isTrue();
            Process process = StorageProgram.start(List.of(), "commit", share.toString(), "1");
            assertThat(process.getInputStream().readAllBytes()).isEmpty();
            assertThat(process.waitFor()).isNotZero();
        }
    }

    private List<String> run(List<String> strace, int count, boolean overwrite) throws Exception {
        Expect.machineCan(canTrace(), "run strace");
        List<String> wrapper = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq", "-s", "200"));
        wrapper.addAll(strace);
        List<String> args = new ArrayList<>(List.of("commit", share.toString(), String.valueOf(count)));
        if (overwrite) {
            args.add("overwrite");
        }
        Process process = StorageProgram.start(wrapper, args.toArray(String[]::new));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.lines().toList();
    }

    private static boolean canTrace() throws Exception {
        try {
            return new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
