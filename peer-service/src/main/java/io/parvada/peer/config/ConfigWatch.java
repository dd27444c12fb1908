package io.parvada.peer.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again when it has changed. Looks at its modification time every second: that also sees
 * what notification misses, a file replaced by rename or mounted from elsewhere. Friends and limits are taken; of other
 * keys that changed one line says that they wait for a restart; a wrong file changes nothing and says so once. Runs on
 * the one thread of the executor given, which it stops.
 */
final class ConfigWatch implements AutoCloseable {

    /** What changes whenever the file does. */
    private record Stamp(FileTime modified, long sizeBytes, Object fileKey) {}

    private static final Logger log = LoggerFactory.getLogger(ConfigWatch.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final Map<String, Function<PeerConfig, Object>> NEEDS_RESTART = new LinkedHashMap<>();

    static {
        NEEDS_RESTART.put("name", PeerConfig::name);
        NEEDS_RESTART.put("self_url", PeerConfig::selfUrl);
        NEEDS_RESTART.put("self_grpc", PeerConfig::selfGrpc);
        NEEDS_RESTART.put("also_at", PeerConfig::alsoAt);
        NEEDS_RESTART.put("rest_port", PeerConfig::restPort);
        NEEDS_RESTART.put("grpc_port", PeerConfig::grpcPort);
        NEEDS_RESTART.put("bind_address", PeerConfig::bindAddress);
        NEEDS_RESTART.put("access", PeerConfig::access);
        NEEDS_RESTART.put("tls", PeerConfig::tls);
        NEEDS_RESTART.put("shared_dir", PeerConfig::sharedDir);
        NEEDS_RESTART.put("state_dir", PeerConfig::stateDir);
        NEEDS_RESTART.put("search", PeerConfig::search);
        NEEDS_RESTART.put("directory", PeerConfig::directory);
    }

    private final Path file;
    private final PeerConfig running;
    private final Function<ConfigFile, PeerConfig> understand;
    private final LiveSettings live;
    private final ScheduledExecutorService thread;

    /** Null until the first look, so that a change between start and that look is not missed. Watcher thread only. */
    private Stamp seen;

    ConfigWatch(
            Path file,
            PeerConfig running,
            Function<ConfigFile, PeerConfig> understand,
            LiveSettings live,
            ScheduledExecutorService thread) {
        this.file = file;
        this.running = running;
        this.understand = understand;
        this.live = live;
        this.thread = thread;
    }

    /** Begins to look, if the peer has a file at all. */
    void start() {
        if (file == null) {
            return;
        }
        thread.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One look at the file; never throws, or the executor would stop looking. */
    void look() {
        try {
            Stamp now = stamp();
            if (!Objects.equals(now, seen)) {
                seen = now;
                take(understand.apply(ConfigFile.load(file)));
            }
        } catch (StartRefused e) {
            log.warn("The changed configuration is not taken, the old one stays: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("The configuration could not be read again", e);
        }
    }

    private void take(PeerConfig next) {
        List<String> waiting = NEEDS_RESTART.entrySet().stream()
                .filter(key -> !key.getValue().apply(next).equals(key.getValue().apply(running)))
                .map(key -> ConfigKey.ROOT + key.getKey())
                .toList();
        if (!waiting.isEmpty()) {
            log.info("{} has changed; a restart is needed for {}", file, String.join(", ", waiting));
        }
        if (!next.friends().equals(live.friends()) || !next.limits().equals(live.limits())) {
            log.info("{} has changed; friends are now {}, limits {}", file, next.friends(), next.limits());
            live.replace(next.friends(), next.limits());
        }
    }

    /** Null while the file is not there: an editor may be replacing it, so the next look decides. */
    private Stamp stamp() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
        } catch (IOException e) {
            return seen;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
