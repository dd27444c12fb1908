package io.parvada.peer.roster;

import io.parvada.peer.membership.Roster;
import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The roster as one JSON file, replaced by rename(2) after fsync. A file that is torn, or of another kind, is set aside
 * with one log line. Thread-safe.
 */
final class FileRoster implements Roster {

    static final String NAME = "known-peers.json";

    /** {@link #MOST} peers with five long addresses each stay under it. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int VERSION = 1;
    private static final Logger LOG = LoggerFactory.getLogger(FileRoster.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private record Content(Integer version, List<Entry> peers) {}

    private final Path directory;
    private final JsonMapper json;
    private final Clock clock;
    private final Executor writer;

    /** What is to be written; null when it has been. */
    private final AtomicReference<List<Entry>> waiting = new AtomicReference<>();

    /** Only on the writer: so that a full disk is told of once. */
    private boolean failing;

    /** @param writer one thread, in order; it may drop a task while another one waits */
    FileRoster(Path directory, JsonMapper json, Clock clock, Executor writer) {
        this.directory = directory;
        this.json = json;
        this.clock = clock;
        this.writer = writer;
    }

    @Override
    public List<Entry> load() {
        Path file = directory.resolve(NAME);
        try {
            if (Files.notExists(file)) {
                return List.of();
            }
            return read(file);
        } catch (IOException | JacksonException | PeerException e) {
            setAside(file, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            return List.of();
        }
    }

    @Override
    public void keep(List<Entry> known) {
        waiting.set(known.stream().limit(MOST).toList());
        writer.execute(this::write);
    }

    private List<Entry> read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("it has more than " + MOST_BYTES + " bytes");
        }
        Content content = json.readValue(Files.readAllBytes(file), Content.class);
        if (content == null || content.version() == null || content.version() != VERSION || content.peers() == null) {
            throw new IOException("it is no list of peers of version " + VERSION);
        }
        if (!content.peers().stream().allMatch(FileRoster::isWhole)) {
            throw new IOException("a peer in it is not whole");
        }
        return content.peers().stream().limit(MOST).toList();
    }

    private static boolean isWhole(Entry entry) {
        return entry.peer() != null
                && entry.via() != null
                && entry.via().grpc() != null
                && entry.lastSeen() != null
                && (entry.goneSince() != null || !entry.left());
    }

    private void setAside(Path file, String why) {
        String aside = NAME + ".broken-" + STAMP.format(clock.instant());
        try {
            Files.move(file, directory.resolve(aside));
            LOG.warn("the list of known peers is unusable ({}); it is now {} and a new one is begun", why, aside);
        } catch (IOException e) {
            LOG.warn("the list of known peers is unusable ({}) and cannot be set aside: {}", why, e.getMessage());
        }
    }

    private void write() {
        List<Entry> known = waiting.getAndSet(null);
        if (known == null) {
            return;
        }
        Path file = directory.resolve(NAME);
        Path draft = directory.resolve(NAME + ".new");
        try {
            durably(draft, json.writeValueAsBytes(new Content(VERSION, known)));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
            failing = false;
        } catch (IOException | JacksonException e) {
            if (!failing) {
                LOG.warn("{} cannot be written, so a restart forgets who was met since: {}", file, e.getMessage());
            }
            failing = true;
        }
    }

    private static void durably(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }
}
