package io.parvada.peer.downloads;

import static org.awaitility.Awaitility.await;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.Pace;
import io.parvada.peer.query.QueryIds;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.peer.search.Search;
import io.parvada.peer.transfers.TestTransfers;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.storage.StagedStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

/** Downloads over a real share, catalog and staging, one at a time; the network is a list of holders of one film. */
final class FetchingPeer implements AutoCloseable {

    static final long MAX_FILE_BYTES = 80L << 20;

    final byte[] bytes;
    final byte[] layer;
    final ContentId content;
    final Path share;
    private final Path state;
    final List<MemoryHolder> holders = new CopyOnWriteArrayList<>();
    /** Names of those who have proven themselves to this peer. */
    final Set<String> met = new CopyOnWriteArraySet<>();

    final ManualTime time = new ManualTime();
    final Arrivals arrivals = new Arrivals();
    final TestTransfers transfers;
    final Downloads downloads;
    volatile long claimedSize;
    private final SharedFolder folder;
    private final Catalog catalog;
    final ThreadPoolExecutor runs = DownloadsConfiguration.pool("test-downloads-", 1, DownloadBook.MOST_RUNNING);
    private final ExecutorService lanes = Executors.newFixedThreadPool(4);
    private boolean closed;

    /** The same home again is the same peer after a restart. */
    FetchingPeer(Path home, int size) throws IOException {
        bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        ContentHasher hasher = new ContentHasher((index, hash) -> hashes.writeBytes(hash.toBytes()));
        hasher.update(ByteBuffer.wrap(bytes));
        content = hasher.finish().content();
        layer = hashes.toByteArray();
        claimedSize = size;
        share = Files.createDirectories(home.resolve("share"));
        state = Files.createDirectories(home.resolve("state"));
        folder = SharedFolder.open(share, state);
        catalog = Catalog.open(folder, share, state, Clock.systemUTC(), Pace.unlimited());
        transfers = new TestTransfers(folder, catalog, 8, MAX_FILE_BYTES);
        FetchRun fetch = new FetchRun(
                transfers.intake, transfers.permits, arrivals, new FetchRun.Engine(this::search, lanes, () -> 0));
        Downloads.Means means =
                new Downloads.Means(runs, Runnable::run, time, new QueryIds(Clock.systemUTC(), new Random(size)));
        downloads = new Downloads(this::locate, transfers.intake, fetch, book(), means);
    }

    /** An honest one. */
    MemoryHolder holder(String name) {
        return new MemoryHolder(name, bytes, layer);
    }

    /** The content is in the share under this name too, indexed, and not looked at again. */
    void shared(String name) throws IOException {
        try (StagedStream body = transfers.intake.stream(bytes.length)) {
            body.write(ByteBuffer.wrap(bytes));
            transfers.intake.commit(body, new FileName(name), false, null);
        }
        // What the watcher tells of a later file it tells after what it has to tell of this one.
        Files.writeString(share.resolve("later.txt"), "later");
        await().until(() -> catalog.find(new FileName("later.txt")).isPresent());
    }

    /** How it ended. */
    DownloadView ended(UUID id) {
        await().until(() -> downloads.find(id).state().ended());
        return downloads.find(id);
    }

    /** The names in the staging area. */
    List<String> staged() {
        return List.of(state.resolve("staging").toFile().list());
    }

    /** What it would know of its downloads if it were killed now. */
    DownloadBook book() {
        return new DownloadBook(new DownloadFiles(state.resolve("downloads"), ParvadaJson.mapper()), time);
    }

    private CompletableFuture<LocateAnswer> locate(String filename, Sha256 root, Duration timeout) {
        LocateAnswer.Source source = new LocateAnswer.Source(
                described("somebody"),
                "film.bin",
                claimedSize,
                null,
                content.root(),
                "http://localhost:1/files/film.bin");
        List<LocateAnswer.Source> found =
                filename == null || filename.equals(source.name()) ? List.of(source) : List.of();
        return CompletableFuture.completedFuture(
                new LocateAnswer(!found.isEmpty(), filename, root, found, true, List.of()));
    }

    private NetworkHolders search(FetchJob job) {
        return new NetworkHolders(
                job,
                new NetworkHolders.Network(
                        described("itself").id(), this::find, this::source, this::met, Duration.ZERO));
    }

    private CompletableFuture<Search.Holders> find(ContentId wanted) {
        return CompletableFuture.completedFuture(new Search.Holders(
                holders.stream().map(holder -> described(holder.name)).toList(), List.of()));
    }

    private PieceSource source(Peer peer, String label, boolean partial) {
        return holders.stream()
                .filter(holder -> holder.name.equals(peer.name()))
                .findFirst()
                .orElseThrow()
                .source(label);
    }

    private Optional<Peer> met(PeerId id) {
        return met.stream()
                .map(FetchingPeer::described)
                .filter(peer -> peer.id().equals(id))
                .findFirst();
    }

    private static Peer described(String name) {
        String digits = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).hex().replaceAll("[^a-f2-7]", "a");
        return new Peer(
                new PeerId(digits.substring(0, 26)),
                name,
                PeerUrl.parse("http://localhost:1"),
                new HostPort("localhost", 1),
                List.of());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            downloads.close();
            lanes.shutdownNow();
            transfers.uploads.close();
            catalog.close();
            folder.close();
        }
    }
}
