package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.error.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's side: a partial download beside its target. */
class PartTest {

    @TempDir
    Path dir;

    private final Sample sample = Sample.of(2 * Pieces.PIECE_BYTES + 1, 1);
    private Path part;
    private Path target;

    @BeforeEach
    void names() {
        part = dir.resolve(".film.mkv.parvada-part");
        target = dir.resolve("film.mkv");
    }

    @Test
    void targetIsUntouchedUntilAllIsProvenAndThenAlone() throws Exception {
        Files.writeString(target, "old");
        try (StagedFile staged = StagedFile.at(part, sample.content())) {
            sample.layerInto(staged);
            staged.write(0, sample.piece(0));
            Expect.reason(Reason.INVALID_REQUEST, () -> staged.commitTo(target, true));
            assertThat(target).hasContent("old");
            sample.into(staged);
            Expect.reason(Reason.ALREADY_EXISTS, () -> staged.commitTo(target, false));
            assertThat(target).hasContent("old");
            staged.commitTo(target, true);
        }
        assertThat(target).hasBinaryContent(sample.bytes());
        assertThat(dir.toFile().list()).containsExactly("film.mkv");
    }

    @Test
    void secondUserOfAPartIsBusyAndTheFirstUndisturbed() {
        try (StagedFile staged = StagedFile.at(part, sample.content())) {
            Expect.reason(Reason.BUSY, () -> StagedFile.at(part, sample.content()));
            Expect.reason(
                    Reason.BUSY, () -> StagedFile.at(dir.resolve("x/../" + part.getFileName()), sample.content()));
            sample.into(staged);
            staged.commitTo(target, false);
        }
        assertThat(target).exists();
        StagedFile.at(part, sample.content()).close();
        assertThat(dir.toFile().list()).containsExactly("film.mkv");
    }

    @Test
    void interruptedDownloadGoesOnAndALockFileOfTheDeadDoesNotStopIt() throws Exception {
        try (StagedFile staged = StagedFile.at(part, sample.content())) {
            sample.layerInto(staged);
            staged.write(1, sample.piece(1));
        }
        Files.createFile(dir.resolve(part.getFileName() + ".lock"));
        try (StagedFile staged = StagedFile.at(part, sample.content())) {
            assertThat(staged.provenPieces().stream()).containsExactly(1);
            sample.into(staged);
            staged.commitTo(target, false);
        }
        assertThat(target).hasBinaryContent(sample.bytes());
    }

    @Test
    void linkPlantedAsThePartIsNotWrittenThrough() throws Exception {
        Path victim = Files.writeString(dir.resolve("victim"), "untouched");
        Files.createSymbolicLink(part, victim);
        try (StagedFile staged = StagedFile.at(part, sample.content())) {
            sample.into(staged);
            staged.commitTo(target, false);
        }
        assertThat(victim).hasContent("untouched");
        assertThat(target).hasBinaryContent(sample.bytes());
    }

    @Test
    void directoryThatIsMissingIsAFailure() {
        Expect.reason(Reason.STORAGE_FAILURE, () -> StagedFile.at(dir.resolve("no/part"), sample.content()));
    }

    @Test
    void partOfAnotherProcessIsBusyUntilThatIsKilled() throws Exception {
        Process holder = StorageProgram.start(List.of(), "part", part.toString());
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("open");
            Expect.reason(Reason.BUSY, () -> StagedFile.at(part, sample.content()));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        StagedFile.at(part, sample.content()).close();
        assertThat(dir.toFile().list()).isEmpty();
    }
}
