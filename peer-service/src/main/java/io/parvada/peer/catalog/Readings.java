package io.parvada.peer.catalog;

import io.parvada.peer.catalog.FileRows.Row;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.FileStat;
import io.parvada.transfer.storage.SmallFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What was read and does not stand in the catalog yet; noted in groups. And what was read lately, so that it is not read
 * again too soon. Confined to {@code hash-1}.
 */
final class Readings {

    /** A transaction costs as much as reading 100 KB. */
    private static final int TOGETHER = 256;
    /** While the indexer writes, 150 ms at a time, nobody waits for it up to here: 2 MB of memory. */
    private static final int AT_MOST = 4_096;

    /** Of a file that is read again and again, as somebody goes on writing to it, with pauses. */
    static final Duration MOST_QUIET = Duration.ofMinutes(1);

    private static final Duration FORGOTTEN = Duration.ofMinutes(10);
    private static final int REMEMBERED = 1_000;
    private static final int UNREADABLE_REMEMBERED = 1_000;

    /** When the last reading of a file began, and how long it has to be quiet before the next. */
    private record Begun(Instant at, Duration quiet) {}

    /** @param layer null for a file without one */
    private record Reading(SmallFiles.Hashed file, Layers.Gathering layer) {}

    private final CatalogDatabase database;
    private final List<Reading> readings = new ArrayList<>();
    private final Set<FileName> unreadable = new HashSet<>();
    private boolean layered;
    private final Map<FileName, Begun> begun = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FileName, Begun> eldest) {
            return size() > REMEMBERED;
        }
    };

    Readings(CatalogDatabase database) {
        this.database = database;
    }

    /**
     * How long a file has to be unchanged before it is read: twice as long as the time before, up to {@link #MOST_QUIET}, so
     * that one that grows for an hour is read some sixty times at most; like a new one after ten minutes without a reading.
     */
    Duration quiet(FileName name, Instant now) {
        Begun last = begun.get(name);
        boolean lately = last != null && Duration.between(last.at(), now).abs().compareTo(FORGOTTEN) < 0;
        return lately ? last.quiet() : Hashing.QUIET;
    }

    boolean isQuiet(FileStat stat, Instant now) {
        return isQuiet(stat, now, quiet(stat.name(), now));
    }

    // The clock of another machine may be behind or before ours: a time well in the future is as quiet as one long
    // past.
    static boolean isQuiet(FileStat stat, Instant now, Duration least) {
        return Duration.between(stat.modified(), now).abs().compareTo(least) >= 0;
    }

    /** The file is read now. A small one may be so as often as it changes. */
    void begin(FileStat stat, Instant now) {
        if (stat.sizeBytes() <= SmallFiles.MOST_BYTES) {
            return;
        }
        Duration twice = quiet(stat.name(), now).multipliedBy(2);
        begun.put(stat.name(), new Begun(now, twice.compareTo(MOST_QUIET) < 0 ? twice : MOST_QUIET));
    }

    /** @param layer of a file that may have one, else null */
    void add(SmallFiles.Hashed file, Layers.Gathering layer) {
        boolean has = file.content().content().pieces().hasLayer();
        readings.add(new Reading(file, has ? layer : null));
        layered |= has;
        unreadable.remove(file.stat().name());
    }

    /** A file could not be read. @return whether that is to be told: it is not known of it yet */
    boolean isNewlyUnreadable(FileName name) {
        return unreadable.size() < UNREADABLE_REMEMBERED && unreadable.add(name);
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
