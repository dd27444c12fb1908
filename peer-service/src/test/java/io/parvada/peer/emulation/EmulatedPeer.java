package io.parvada.peer.emulation;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.config.SearchSettings;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.overlay.Overlay;
import io.parvada.peer.overlay.PeerState;
import io.parvada.peer.query.QueryIds;
import io.parvada.peer.query.QueryMessage;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.query.SeenQueries;
import io.parvada.peer.search.QueryRouter;
import io.parvada.peer.search.Search;
import io.parvada.peer.search.SearchRequest;
import io.parvada.peer.search.Surroundings;
import io.parvada.peer.summary.NeighbourSummaries;
import io.parvada.peer.summary.ToldSummaries;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** One peer of the emulated network: production classes between an emulated host and emulated links. */
public final class EmulatedPeer {

    private final EmulatedNetwork network;
    private final Random random;
    private final List<PeerUrl> friends = new ArrayList<>();
    private final EmulatedShare files = new EmulatedShare();
    private final List<Runnable> frozenWork = new ArrayList<>();
    private MemoryRoster roster = new MemoryRoster();
    private boolean keepsItsDisk;
    private Peer self;
    private Overlay overlay;
    private Search search;
    private QueryRouter router;
    private final EmulatedSummaries summaries = new EmulatedSummaries();
    private UnaryOperator<SearchAnswer> lie = UnaryOperator.identity();
    private UnaryOperator<QueryMessage> onTheWay = UnaryOperator.identity();
    private Duration slowness = Duration.ZERO;
    private Duration searchesTake = Duration.ZERO;
    private boolean frozen;
    private boolean grpcOpen = true;
    private boolean serving = true;

    /** Counts starts and kills; what belongs to an earlier life never runs. Even: not running. */
    private int life;

    EmulatedPeer(EmulatedNetwork network, String name, PeerId id, long seed) {
        this.network = network;
        this.random = new Random(seed);
        this.self = new Peer(id, name, url(name), grpc(name), List.of());
    }

    public static PeerUrl url(String host) {
        return PeerUrl.parse("http://" + host + ":8001");
    }

    public static HostPort grpc(String host) {
        return HostPort.parse(host + ":50051");
    }

    public EmulatedPeer friends(EmulatedPeer... others) {
        for (EmulatedPeer other : others) {
            friends.add(other.self.url());
        }
        return this;
    }

    public EmulatedPeer friend(String host) {
        friends.add(url(host));
        return this;
    }

    /** Describes itself otherwise from the next start on; listens where it did, see {@link #listensAt}. */
    public EmulatedPeer describedAs(PeerId id, String host, Endpoint... also) {
        self = new Peer(id, self.name(), url(host), grpc(host), List.of(also));
        return this;
    }

    /** Shares a file; its root is the hash of {@code content}. */
    public EmulatedPeer shares(String name, String content) {
        files.add(new CatalogEntry(new FileName(name), content.length(), Instant.EPOCH, root(content), root(content)));
        return this;
    }

    /** Its share is so large that no query looks at all of it. */
    public EmulatedPeer sharesMoreThanAQueryLooksAt() {
        files.tooLargeToLookThrough();
        return this;
    }

    public static Sha256 root(String content) {
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Changes every answer to other peers' queries on its way out. */
    public EmulatedPeer lying(UnaryOperator<SearchAnswer> lie) {
        this.lie = lie;
        return this;
    }

    /** Changes every query on its way out. */
    public EmulatedPeer sending(UnaryOperator<QueryMessage> onTheWay) {
        this.onTheWay = onTheWay;
        return this;
    }

    /** From now on a restart finds what was kept of the known peers. */
    public EmulatedPeer keepsItsDisk() {
        keepsItsDisk = true;
        return this;
    }

    /** How often what it knows of others was written to its disk. */
    public int timesKept() {
        return roster.times();
    }

    /** Starts with nothing but identity, friends and files, unless it {@link #keepsItsDisk}. */
    public EmulatedPeer start() {
        roster = keepsItsDisk ? roster : new MemoryRoster();
        life++;
        frozen = false;
        serving = true;
        grpcOpen = true;
        listensAt(self.name());
        Timeline mine = timeline();
        EmulatedTransport transport = new EmulatedTransport(network, this);
        overlay = new Overlay(self, () -> List.copyOf(friends), transport, roster, mine, random);
        NeighbourSummaries heard = new NeighbourSummaries(self.id(), transport, mine);
        Surroundings here = new Surroundings(
                self,
                overlay,
                (question, limit) -> files.find(question, limit, self),
                transport,
                heard,
                mine,
                task -> mine.after(Duration.ZERO, task),
                new SeenQueries(),
                new Semaphore(Surroundings.MOST_RUNNING));
        search = new Search(here, SearchSettings.DEFAULTS, new QueryIds(mine::now, random));
        router = new QueryRouter(here);
        summaries.told(new ToldSummaries(files, task -> mine.after(Duration.ZERO, task), overlay, heard, mine));
        overlay.start();
        return this;
    }

    public EmulatedPeer listensAt(String host) {
        network.listen(this, url(host), grpc(host));
        return this;
    }

    /** Whatever it is asked, from now on its answers leave it so much later. */
    public EmulatedPeer answersAfter(Duration slowness) {
        this.slowness = slowness;
        return this;
    }

    /** As {@link #answersAfter}, but for other peers' queries alone: probes of it are as quick as ever. */
    public EmulatedPeer answersQueriesAfter(Duration searchesTake) {
        this.searchesTake = searchesTake;
        return this;
    }

    /** SIGKILL. */
    public void kill() {
        life++;
        frozenWork.clear();
    }

    /** SIGSTOP: the host still takes packets, the process does nothing. */
    public void freeze() {
        frozen = true;
    }

    /** SIGCONT: all that waited happens now. */
    public void thaw() {
        frozen = false;
        List<Runnable> work = List.copyOf(frozenWork);
        frozenWork.clear();
        work.forEach(Runnable::run);
    }

    public void closeGrpc() {
        grpcOpen = false;
    }

    public void openGrpc() {
        grpcOpen = true;
    }

    /** SIGTERM as the rooms do it: health first, then the goodbyes, then the end. */
    public void stop() {
        serving = false;
        network.await(overlay.leave());
        kill();
    }

    public PeerId id() {
        return self.id();
    }

    public Peer self() {
        return self;
    }

    public Overlay overlay() {
        return overlay;
    }

    public Search search() {
        return search;
    }

    public QueryRouter router() {
        return router;
    }

    /** What it tells of summaries. */
    public EmulatedSummaries summaries() {
        return summaries;
    }

    /** What this peer believes of the other; null if it does not know it. */
    public PeerState beliefIn(EmulatedPeer other) {
        return overlay.find(other.id()).map(Neighbour::state).orElse(null);
    }

    /** Searches for a content with the defaults, and lets time pass until the answer is there. */
    public SearchAnswer find(String content) {
        return network.await(search.search(new SearchRequest(null, root(content), null, null, null, null, true)));
    }

    CompletableFuture<SearchAnswer> route(QueryMessage message) {
        CompletableFuture<SearchAnswer> answer = router.route(message).thenApply(lie);
        if (searchesTake.isZero()) {
            return answer;
        }
        CompletableFuture<SearchAnswer> late = new CompletableFuture<>();
        timeline().after(searchesTake, () -> answer.thenAccept(late::complete));
        return late;
    }

    EmulatedTransport.Status status() {
        return new EmulatedTransport.Status(self, summaries.versions());
    }

    QueryMessage changed(QueryMessage message) {
        return onTheWay.apply(message);
    }

    Duration slowness() {
        return slowness;
    }

    boolean running() {
        return life % 2 == 1;
    }

    boolean grpcIsOpen() {
        return grpcOpen;
    }

    boolean isServing() {
        return serving;
    }

    /** Runs it now, or when the process is no longer frozen, or never if it was killed meanwhile. */
    void awake(Runnable task) {
        if (!running()) {
            return;
        }
        if (frozen) {
            frozenWork.add(task);
        } else {
            task.run();
        }
    }

    Timeline timeline() {
        int mine = life;
        return new Timeline() {
            @Override
            public Instant now() {
                return network.time().now();
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                return network.time().after(delay, () -> {
                    if (life == mine) {
                        awake(task);
                    }
                });
            }
        };
    }
}
