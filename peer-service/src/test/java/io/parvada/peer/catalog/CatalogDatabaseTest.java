package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.SmallDisk;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.FileStat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogDatabaseTest {

    private static final int MIB = 1 << 20;

    /** The symptom: after some dozens of uploads and deletions no file fitted any more, though none was there. */
    @Test
    void theLogOfManySmallChangesLeavesRoomOnASmallDisk(@TempDir Path dir) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(dir.resolve("state"), 8);
                CatalogDatabase database = CatalogFile.open(dir.resolve("state"), Clock.systemUTC())) {
            for (int i = 0; i < 500; i++) {
                FileStat file = new FileStat(new FileName("file " + i + ".bin"), i, Instant.EPOCH, null);
                database.write(jdbc -> {
                    FileRows.put(jdbc, file, null, null);
                    return null;
                });
                database.write(jdbc -> {
                    FileRows.remove(jdbc, file.name());
                    return null;
                });
            }
            assertThat(disk.freeBytes()).isGreaterThan(7 * MIB);
        }
    }
}
