package io.parvada.peer.credential;

import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the directory as this peer last learned them, kept in a file of {@code <state_dir>}, so that a peer checks
 * credentials alone while no directory answers, after a restart too. An unknown key id makes it ask again, once a minute
 * at most and one thread at a time: the others are answered with what is known. A set that was read within ten minutes
 * is fresh; an older one is read again by whoever comes next. Thread-safe.
 */
final class TrustedKeys {

    static final Duration BETWEEN_ASKING = Duration.ofMinutes(1);
    static final Duration FRESH = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(TrustedKeys.class);

    private final KeySource source;
    private final Path kept;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();

    private volatile KeySet known;
    private volatile Instant asked = Instant.EPOCH;

    /** @param kept the file; need not exist */
    TrustedKeys(KeySource source, Path kept, Clock clock) {
        this.source = source;
        this.kept = kept;
        this.clock = clock;
        this.known = read(kept);
    }

    /** Empty for a key that the directory does not have, or did not within the last minute. Blocks for seconds at most. */
    Optional<ECPublicKey> find(String id) {
        Optional<ECPublicKey> key = known.find(id);
        Duration rest = key.isPresent() ? FRESH : BETWEEN_ASKING;
        if (clock.instant().isBefore(asked.plus(rest)) || !asking.tryLock()) {
            return key;
        }
        try {
            ask();
        } finally {
            asking.unlock();
        }
        return known.find(id);
    }

    // A directory that is away changes nothing: what it said last holds.
    private void ask() {
        asked = clock.instant();
        try {
            KeySet told = source.keys(PATIENCE);
            if (!told.isEmpty() && !told.equals(known)) {
                known = told;
                keep(told);
            }
        } catch (PeerException unreachable) {
            log.warn("The directory's keys cannot be read again: {}", unreachable.detail());
        }
    }

    private void keep(KeySet keys) {
        try {
            Path draft = kept.resolveSibling(kept.getFileName() + ".new");
            Files.writeString(draft, keys.json());
            Files.move(draft, kept, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.warn("The directory's keys cannot be kept in {}: {}", kept, e.toString());
        }
    }

    private static KeySet read(Path kept) {
        try {
            return Files.exists(kept) ? KeySet.parse(Files.readString(kept)) : KeySet.EMPTY;
        } catch (IOException | PeerException e) {
            log.warn("The directory's keys in {} cannot be read, and are asked for: {}", kept, e.toString());
            return KeySet.EMPTY;
        }
    }
}
