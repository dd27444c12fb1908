package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.Machine;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadFilesTest {

    private static final String SAVED = "saved";
    private static final String DELETED = "deleted";

    @TempDir
    Path home;

    @Test
    void draftsThatACrashHasLeftAreDeletedAndNothingElseIs() throws Exception {
        Path downloads = Files.createDirectory(home.resolve("downloads"));
        Files.writeString(downloads.resolve(new UUID(1, 2) + ".new"), "{");
        Files.writeString(downloads.resolve("torn.json"), "{");
        Files.writeString(downloads.resolve("notes"), "mine");
        assertThat(new DownloadFiles(downloads, ParvadaJson.mapper()).load()).isEmpty();
        assertThat(downloads.toFile().list()).containsExactlyInAnyOrder("torn.json", "notes");
    }

    @Test
    void theFirstIsSavedWithTheNameOfItsDirectoryAndWhatIsForgottenStaysForgotten() throws Exception {
        List<String> calls = traced();
        String state = home.toRealPath() + ">";
        int saved = index(calls, "write(1", SAVED);
        assertThat(calls.subList(index(calls, "mkdir(", "downloads"), saved))
                .anyMatch(call -> call.contains("fsync(") && call.contains(state))
                .anyMatch(call -> call.contains("fsync(") && call.contains("/downloads>"));
        assertThat(calls.subList(index(calls, "unlink(", ".json"), index(calls, "write(1", DELETED)))
                .anyMatch(call -> call.contains("fsync(") && call.contains("/downloads>"));
    }

    private static int index(List<String> calls, String call, String about) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).contains(call) && calls.get(i).contains(about)) {
                return i;
            }
        }
        throw new AssertionError("no " + call + " of " + about);
    }

    private List<String> traced() throws Exception {
        Path trace = home.resolve("trace");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq", "-y", "-s", "200"));
        command.addAll(List.of("-o", trace.toString(), "-e", "trace=mkdir,fsync,unlink,write"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DownloadFilesTest.class.getName(),
                home.toRealPath().resolve("downloads").toString()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Machine.can(process.waitFor() == 0 || !said.isEmpty(), "trace a process with strace");
            assertThat(said.lines()).containsExactly(SAVED, DELETED);
        } catch (IOException notInstalled) {
            Machine.can(false, "trace a process with strace");
        }
        return Files.readAllLines(trace);
    }

    /** The process that is traced. */
    public static void main(String[] args) {
        DownloadFiles files = new DownloadFiles(Path.of(args[0]), ParvadaJson.mapper());
        ManualTime time = new ManualTime();
        ContentId content = new ContentId(9, Sha256.of(new byte[] {1}));
        FetchJob job = new FetchJob(new UUID(1, 2), new FileName("a.bin"), content, time.now(), time);
        files.save(job.view());
        System.out.println(SAVED);
        System.out.flush();
        files.delete(job.id());
        System.out.println(DELETED);
    }
}
