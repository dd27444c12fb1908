package io.parvada.peer.catalog;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * Opens {@code catalog.db}, or puts it out of the way when it is torn, foreign or of a later version: nothing in it is
 * worth more than a start, because the share can be read again.
 */
final class CatalogFile {

    private static final Logger log = LoggerFactory.getLogger(CatalogFile.class);

    private static final String NAME = "catalog.db";
    private static final String MARK = "catalog.open";
    /** Up to here a check takes less than 0.5 s and is always made; beyond, only after an end that was not clean. */
    private static final long ALWAYS_CHECKED_BYTES = 64L * 1024 * 1024;
    /** Troubles of the machine and not of the file. */
    private static final Set<SQLiteErrorCode> NOT_THE_FILE = EnumSet.of(
            SQLiteErrorCode.SQLITE_BUSY,
            SQLiteErrorCode.SQLITE_LOCKED,
            SQLiteErrorCode.SQLITE_PERM,
            SQLiteErrorCode.SQLITE_READONLY,
            SQLiteErrorCode.SQLITE_FULL,
            SQLiteErrorCode.SQLITE_NOMEM);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private CatalogFile() {}

    /**
     * @param stateDir made if it is not there
     * @throws PeerException STORAGE_FAILURE, STORAGE_FULL if no catalog can be opened there, also not a new one
     */
    static CatalogDatabase open(Path stateDir, Clock clock) {
        Path file = stateDir.resolve(NAME);
        try {
            Files.createDirectories(stateDir);
            try {
                return openSound(stateDir, file);
            } catch (RuntimeException e) {
                if (NOT_THE_FILE.contains(CatalogDatabase.code(e)) || Files.notExists(file)) {
                    throw e;
                }
                Path aside = setAside(stateDir, STAMP.format(clock.instant()));
                forgetOthers(stateDir, aside);
                log.warn("the catalog is unusable ({}); it is now {} and the share is read anew", why(e), aside);
                return openSound(stateDir, file);
            }
        } catch (IOException | RuntimeException e) {
            Reason reason = CatalogDatabase.code(e) == SQLiteErrorCode.SQLITE_FULL
                    ? Reason.STORAGE_FULL
                    : Reason.STORAGE_FAILURE;
            throw new PeerException(reason, "the catalog in the state directory cannot be opened: " + why(e), e);
        }
    }

    private static CatalogDatabase openSound(Path stateDir, Path file) throws IOException {
        Path mark = stateDir.resolve(MARK);
        boolean check = Files.exists(file) && (Files.exists(mark) || Files.size(file) <= ALWAYS_CHECKED_BYTES);
        if (Files.notExists(mark)) {
            Files.createFile(mark);
        }
        CatalogDatabase database = new CatalogDatabase(file, mark);
        try {
            String verdict = check ? database.check() : "ok";
            if (!verdict.equals("ok")) {
                throw new PeerException(
                        Reason.STORAGE_FAILURE,
                        verdict.lines().reduce((first, last) -> last).orElse("not ok"));
            }
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    // The log and its index belong to the file: a new database must not find them.
    private static String setAsideName(String suffix, String stamp) {
        return NAME + ".broken-" + stamp + suffix;
    }

    private static Path setAside(Path stateDir, String stamp) throws IOException {
        for (String suffix : new String[] {"-wal", "-shm", ""}) {
            Path part = stateDir.resolve(NAME + suffix);
            if (Files.exists(part)) {
                Files.move(part, stateDir.resolve(setAsideName(suffix, stamp)));
            }
        }
        return Path.of(setAsideName("", stamp));
    }

    /** One is enough to find out what happened; a disk that fails would be filled with them. */
    private static void forgetOthers(Path stateDir, Path kept) throws IOException {
        try (DirectoryStream<Path> broken = Files.newDirectoryStream(stateDir, setAsideName("*", ""))) {
            for (Path file : broken) {
                if (!file.getFileName().toString().startsWith(kept.toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String why(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
