package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.disk.DiskFailure;
import io.parvada.transfer.disk.DiskFile;
import io.parvada.transfer.disk.Space;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.parts.StagedNames;
import io.parvada.transfer.parts.StagedParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where bytes stay until they are proven: a directory beside the share, on the same file system. Thread-safe. One
 * process at a time: the {@link SharedFolder} that opens it holds its lock.
 */
public final class StagingArea {

    private static final String STREAM = "stream-";
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Path directory; // null where nothing can be stored
    private final String refusal;
    private final InstantSource clock;
    private final Space space;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final AtomicLong streams = new AtomicLong();

    private StagingArea(Path directory, String refusal, InstantSource clock) {
        this.directory = directory;
        this.refusal = refusal;
        this.clock = clock;
        this.space = directory == null ? null : new Space(directory);
    }

    /** Deletes what crashes have left that no one can go on with. */
    static StagingArea in(Path directory, InstantSource clock) throws IOException {
        StagingArea area = new StagingArea(directory, null, clock);
        for (String base : area.lastTouched().keySet()) {
            StagedNames names = area.names(base);
            if (base.startsWith(STREAM)
                    || !Files.exists(names.data(), LinkOption.NOFOLLOW_LINKS)
                    || names.committed()) {
                names.delete();
            }
        }
        return area;
    }

    /** One that stores nothing. @param refusal the sentence why */
    static StagingArea refusing(String refusal) {
        return new StagingArea(null, refusal, InstantSource.system());
    }

    /**
     * The staged file of this key, with what was proven before if it was cut, else a new one with its space checked.
     *
     * @param key chosen by the caller, stable over restarts: what is the same transfer has the same key
     * @throws PeerException BUSY while another holds this key open, STORAGE_FULL, FORBIDDEN
     */
    public StagedFile stage(String key, ContentId content) {
        requireWritable();
        String base = base(key);
        hold(base);
        Runnable release = () -> open.remove(base);
        boolean staged = false;
        try {
            StagedParts parts = StagedParts.open(names(base), content, space, clock, release);
            staged = true;
            return new StagedFile(content, parts);
        } finally {
            if (!staged) {
                release.run();
            }
        }
    }

    /**
     * Deletes what is staged under this key, if anything is, kept or not. Needs no space, where {@link #stage} wants room
     * for all that is missing.
     *
     * @throws PeerException BUSY while another holds this key open; FORBIDDEN, STORAGE_FAILURE
     */
    public void discard(String key) {
        requireWritable();
        String base = base(key);
        hold(base);
        try {
            names(base).delete();
        } catch (IOException e) {
            throw DiskFailure.of(e, "delete what was staged");
        } finally {
            open.remove(base);
        }
    }

    private void hold(String base) {
        if (!open.add(base)) {
            throw PeerException.retryAfter(Reason.BUSY, "this very transfer is under way already", SOON);
        }
    }

    /**
     * Bytes whose root is not known beforehand. declaredBytes is -1 when the sender did not say.
     *
     * @throws PeerException STORAGE_FULL before the first byte if the declared ones do not fit, FORBIDDEN
     */
    public StagedStream stream(long declaredBytes) {
        requireWritable();
        Space.Claim claim = space.claim(Math.max(0, declaredBytes));
        String base = STREAM + streams.incrementAndGet();
        open.add(base);
        DiskFile data = null;
        try {
            data = DiskFile.create(names(base).data());
            DiskFile layer = DiskFile.create(names(base).layer());
            return new StagedStream(data, layer, declaredBytes, claim, () -> open.remove(base));
        } catch (IOException e) {
            abandon(data);
            claim.release();
            open.remove(base);
            throw DiskFailure.of(e, "begin an upload");
        }
    }

    /** Whether {@link #reclaim} leaves alone what is staged under this key, however old; until the process ends. */
    public void keep(String key, boolean keep) {
        if (keep) {
            kept.add(base(key));
        } else {
            kept.remove(base(key));
        }
    }

    /**
     * Deletes what is not kept, no one holds open and no one touched for so long; answers how many.
     *
     * @throws PeerException STORAGE_FAILURE
     */
    public int reclaim(Duration untouchedFor) {
        if (directory == null) {
            return 0;
        }
        Instant before = clock.instant().minus(untouchedFor);
        int reclaimed = 0;
        try {
            for (Map.Entry<String, Instant> entry : lastTouched().entrySet()) {
                if (!entry.getValue().isAfter(before) && reclaim(entry.getKey())) {
                    reclaimed++;
                }
            }
        } catch (IOException e) {
            throw DiskFailure.of(e, "reclaim what was staged");
        }
        return reclaimed;
    }

    private boolean reclaim(String base) throws IOException {
        if (kept.contains(base) || !open.add(base)) {
            return false;
        }
        try {
            names(base).delete();
            return true;
        } finally {
            open.remove(base);
        }
    }

    private static String base(String key) {
        return Sha256.of(key.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private StagedNames names(String base) {
        return new StagedNames(directory.resolve(base));
    }

    void requireWritable() {
        if (directory == null) {
            throw new PeerException(Reason.FORBIDDEN, refusal);
        }
    }

    boolean writable() {
        return directory != null;
    }

    /** By the name of the data file, the newest time of it and of what is beside it. */
    private Map<String, Instant> lastTouched() throws IOException {
        Map<String, Instant> touched = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(".")) {
                    continue;
                }
                int dot = name.indexOf('.');
                String base = dot < 0 ? name : name.substring(0, dot);
                touched.merge(base, touched(file), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        return touched;
    }

    private static Instant touched(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (NoSuchFileException justDeleted) {
            return Instant.MIN;
        }
    }

    private static void abandon(DiskFile data) {
        if (data == null) {
            return;
        }
        try {
            data.close();
            Files.deleteIfExists(data.path());
        } catch (IOException e) {
            // Left for the next start; the failure that brought us here is the one to tell.
        }
    }
}
