package io.parvada.peer.catalog;

import io.parvada.peer.catalog.FileRows.Row;
import io.parvada.transfer.storage.SmallFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was read and does not stand in the catalog yet; noted in groups. Confined to {@code hash-1}. */
final class Readings {

    /** A transaction costs as much as reading 100 KB. */
    private static final int TOGETHER = 256;
    /** While the indexer writes, 150 ms at a time, nobody waits for it up to here: 2 MB of memory. */
    private static final int AT_MOST = 4_096;

    /** @param layer null for a file without one */
    private record Reading(SmallFiles.Hashed file, Layers.Gathering layer) {}

    private final CatalogDatabase database;
    private final List<Reading> readings = new ArrayList<>();
    private boolean layered;

    Readings(CatalogDatabase database) {
        this.database = database;
    }

    /** @param layer of a file that may have one, else null */
    void add(SmallFiles.Hashed file, Layers.Gathering layer) {
        boolean has = file.content().content().pieces().hasLayer();
        readings.add(new Reading(file, has ? layer : null));
        layered |= has;
    }

    /** Notes them if there are enough, or one has a layer. False: some are not what the catalog shows, and wait again. */
    boolean noteIfMany() {
        if (layered || readings.size() >= AT_MOST) {
            return note();
        }
        Boolean all = readings.size() < TOGETHER ? null : database.writeIfFree(this::write);
        if (all == null) {
            return true;
        }
        clear();
        return all;
    }

    /** Notes all. False as above. */
    boolean note() {
        boolean all = readings.isEmpty() || database.write(this::write);
        clear();
        return all;
    }

    /** Forgets them: they are read again. */
    void clear() {
        readings.clear();
        layered = false;
    }

    private boolean write(JdbcTemplate jdbc) {
        for (Reading reading : readings) {
            if (reading.layer() != null) {
                settle(jdbc, reading);
            }
        }
        return FileRows.contents(jdbc, readings.stream().map(Reading::file).toList());
    }

    private static void settle(JdbcTemplate jdbc, Reading reading) {
        SmallFiles.Hashed file = reading.file();
        Optional<Row> row = FileRows.find(jdbc, file.stat().name());
        if (row.isPresent() && row.get().shows(file.stat())) {
            reading.layer().settle(jdbc, file.content().content());
        } else {
            reading.layer().discard(jdbc);
        }
    }
}
