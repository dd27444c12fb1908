package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that answers with errors says nothing of its files: here a share that turns into a link to itself (ELOOP). */
class FailingDiskTest {

    private static final FileName KEPT = new FileName("d/kept.txt");

    private Path dir;
    private Path away;
    private Share share;

    @BeforeEach
    void makeShare(@TempDir Path top) throws IOException {
        dir = Files.createDirectory(top.resolve("share"));
        away = top.resolve("away");
        share = new Share(dir, top.resolve("state"), Clock.systemUTC());
        share.put("d/kept.txt", "kept");
    }

    @AfterEach
    void closeShare() {
        share.close();
    }

    @Test
    void anErrorOfTheDiskTakesNoFileOutOfTheCatalog() throws IOException {
        Catalog catalog = share.openIndexed();
        fail();
        catalog.removed(KEPT);
        catalog.suspect(KEPT);
        assertThat(catalog.find(KEPT)).isPresent();

        mend();
        share.awaitIdle();
        assertThat(catalog.hashed(KEPT).root()).isNotNull();
    }

    @Test
    void aScanRemovesOnlyWhatTheDiskSaysIsNotThere() throws IOException {
        share.openIndexed();
        SharedFolder folder = share.folder();
        try (CatalogDatabase database = CatalogFile.open(dir.resolveSibling("other"), Clock.systemUTC())) {
            database.write(jdbc -> {
                folder.stat(KEPT).ifPresent(stat -> FileRows.put(jdbc, stat, null, null));
                return null;
            });
            fail();
            Scan.removeGone(folder, database, List.of(KEPT));
            assertThat(isKnownTo(database)).isTrue();

            mend();
            Files.delete(dir.resolve("d/kept.txt"));
            Scan.removeGone(folder, database, List.of(KEPT));
            assertThat(isKnownTo(database)).isFalse();
        }
    }

    private static boolean isKnownTo(CatalogDatabase database) {
        return database.read(jdbc -> FileRows.find(jdbc, KEPT).isPresent());
    }

    private void fail() throws IOException {
        Files.move(dir, away);
        Files.createSymbolicLink(dir, dir);
    }

    private void mend() throws IOException {
        Files.delete(dir);
        Files.move(away, dir);
    }
}
