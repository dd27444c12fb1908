package io.parvada.peer.directorystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.directory.Account;
import io.parvada.peer.directory.DirectoryStore;
import io.parvada.peer.directory.DirectoryStore.Found;
import io.parvada.peer.directory.DirectoryStore.Page;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexEntry;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.directory.Session;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of a directory promises. */
abstract class DirectoryStoreContract {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Duration LEASE = Duration.ofSeconds(60);

    static final Peer ONE = peer("one", 'a');
    static final Peer TWO = peer("two", 'b');

    DirectoryStore store;

    /** On nothing yet; a second call is another process on the same database. */
    abstract DirectoryStore open();

    @BeforeEach
    void openTheStore() {
        store = open();
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    @Test
    void anAccountIsThereOnceWithItsScopesAndHash() {
        Account ana = new Account("ana", EnumSet.of(Scope.READ, Scope.WRITE));
        assertThat(store.add(ana, "hash")).isTrue();
        assertThat(store.add(new Account("ana", Set.of(Scope.ADMIN)), "other")).isFalse();
        assertThat(store.account("ana").orElseThrow().account()).isEqualTo(ana);
        assertThat(store.account("ana").orElseThrow().passwordHash()).isEqualTo("hash");
        assertThat(store.account("ana").toString()).doesNotContain("hash");
        assertThat(store.account("bob")).isEmpty();
        assertThat(store.account("' OR 1=1 --")).isEmpty();
    }

    @Test
    void accountsComeInPagesByName() {
        for (String name : List.of("c", "a", "e", "b", "d")) {
            store.add(new Account(name, Set.of(Scope.READ)), "hash");
        }
        List<String> names = new ArrayList<>();
        Page<Account> page = store.accounts(null, 2);
        page.items().forEach(account -> names.add(account.name()));
        while (page.next() != null) {
            page = store.accounts(page.next(), 2);
            page.items().forEach(account -> names.add(account.name()));
        }
        assertThat(names).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aRemovedAccountTakesItsSessionsWithIt() {
        store.add(new Account("ana", Set.of(Scope.READ)), "hash");
        logIn(ONE, "ana");
        logIn(TWO, "bob");
        publish(ONE, 0, false, "a.txt");
        assertThat(store.remove("ana")).isTrue();
        assertThat(store.remove("ana")).isFalse();
        assertThat(present(NOW)).containsExactly(TWO);
        assertThat(find("a.txt")).isEmpty();
    }

    @Test
    void aSessionHasAllThatItsPeerSaid() {
        Peer peer = new Peer(
                ONE.id(),
                "ñandú 1",
                PeerUrl.parse("https://[2001:db8::1]:8001"),
                HostPort.parse("[2001:db8::1]:50051"),
                List.of(
                        new Endpoint(PeerUrl.parse("http://a:1"), HostPort.parse("a:2")),
                        new Endpoint(PeerUrl.parse("http://b:1"), null)));
        Session session = new Session(peer, "ana", "key", NOW.plus(LEASE));
        store.begin(session, NOW);
        assertThat(store.session(ONE.id(), NOW)).contains(session);
        assertThat(store.sessions(null, 10, NOW).items()).containsExactly(session);
    }

    @Test
    void whoIsSilentIsGoneWhenTheLeaseEnds() {
        logIn(ONE, "ana");
        publish(ONE, 0, false, "a.txt");
        Instant end = NOW.plus(LEASE);
        assertThat(present(end.minusMillis(1))).containsExactly(ONE);
        assertThat(find("a.txt", end.minusMillis(1))).hasSize(1);
        assertThat(present(end)).isEmpty();
        assertThat(find("a.txt", end)).isEmpty();
        assertThat(store.renew(ONE.id(), end.plus(LEASE), end)).isFalse();
        refused(Reason.UNAUTHENTICATED, () -> store.publish(ONE.id(), update(0, false, "b.txt"), end));
    }

    @Test
    void whoRenewsStays() {
        logIn(ONE, "ana");
        publish(ONE, 0, false, "a.txt");
        assertThat(store.renew(ONE.id(), NOW.plus(LEASE).plus(LEASE), NOW.plusSeconds(20)))
                .isTrue();
        assertThat(find("a.txt", NOW.plus(LEASE))).hasSize(1);
        assertThat(store.renew(TWO.id(), NOW.plus(LEASE), NOW)).isFalse();
    }

    @Test
    void whoLogsOutIsGoneAtOnce() {
        logIn(ONE, "ana");
        publish(ONE, 0, false, "a.txt");
        store.end(ONE.id());
        store.end(ONE.id());
        assertThat(present(NOW)).isEmpty();
        assertThat(find("a.txt")).isEmpty();
    }

    @Test
    void whoLogsInAgainHasWhatItPublished() {
        logIn(ONE, "ana");
        Published published = publish(ONE, 0, false, "a.txt");
        Instant later = NOW.plus(LEASE).plusSeconds(5);
        store.begin(new Session(ONE, "ana", "key", later.plus(LEASE)), later);
        assertThat(find("a.txt", later)).hasSize(1);
        assertThat(store.publish(ONE.id(), update(published.epoch(), false, "b.txt"), later)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void anEpochOfAnEarlierSessionIsStale() {
        logIn(ONE, "ana");
        long epoch = publish(ONE, 0, false, "a.txt").epoch();
        store.end(ONE.id());
        store.begin(new Session(ONE, "ana", "key", NOW.plus(LEASE)), NOW.plusMillis(7));
        refused(Reason.STALE_BASE, () -> publish(ONE, epoch, false, "b.txt"));
        refused(Reason.STALE_BASE, () -> publish(ONE, NOW.plusMillis(7).toEpochMilli(), false, "b.txt"));
    }

    @Test
    void aNewGenerationIsSeenWithItsLastBodyAndNotBefore() {
        logIn(ONE, "ana");
        publish(ONE, 0, false, "old.txt", "kept.txt");
        Published first = publish(ONE, 0, true, "kept.txt", "new1.txt");
        assertThat(names("*.txt")).containsExactly("kept.txt", "old.txt");
        Published second = publish(ONE, first.epoch(), true, "new2.txt");
        assertThat(second.count()).isEqualTo(3);
        assertThat(names("*.txt")).containsExactly("kept.txt", "old.txt");
        publish(ONE, second.epoch(), false);
        assertThat(names("*.txt")).containsExactly("kept.txt", "new1.txt", "new2.txt");
    }

    @Test
    void aGenerationThatIsBegunAnewForgetsTheUnfinishedOne() {
        logIn(ONE, "ana");
        Published half = publish(ONE, 0, true, "half.txt");
        Published whole = publish(ONE, 0, true, "whole.txt");
        refused(Reason.STALE_BASE, () -> publish(ONE, half.epoch(), false, "late.txt"));
        publish(ONE, whole.epoch(), false);
        assertThat(names("*.txt")).containsExactly("whole.txt");
    }

    @Test
    void aDeltaAddsReplacesAndRemoves() {
        logIn(ONE, "ana");
        Published all = publish(ONE, 0, false, "a.txt", "b.txt", "c.txt");
        IndexUpdate delta = new IndexUpdate(
                all.epoch(),
                List.of(entry("b.txt", 7, "new"), entry("d.txt", 1, "d"), entry("d.txt", 2, "d2")),
                List.of(new FileName("a.txt"), new FileName("never.txt"), new FileName("c.txt")),
                false);
        assertThat(store.publish(ONE.id(), delta, NOW).count()).isEqualTo(2);
        assertThat(names("*")).containsExactly("b.txt", "d.txt");
        assertThat(find("b.txt").get(0).size()).isEqualTo(7);
        assertThat(find("d.txt").get(0).size()).isEqualTo(2);
    }

    @Test
    void aWrongBaseChangesNothing() {
        logIn(ONE, "ana");
        long epoch = publish(ONE, 0, false, "a.txt").epoch();
        long next = publish(ONE, epoch, false, "b.txt").epoch();
        refused(Reason.STALE_BASE, () -> publish(ONE, epoch, false, "c.txt"));
        refused(Reason.STALE_BASE, () -> publish(ONE, next + 1, false, "c.txt"));
        assertThat(names("*")).containsExactly("a.txt", "b.txt");
        assertThat(publish(ONE, next, false, "c.txt").count()).isEqualTo(3);
    }

    @Test
    void whatWasAcknowledgedIsSeenByAnotherProcess() {
        logIn(ONE, "ana");
        long epoch = publish(ONE, 0, false, "a.txt").epoch();
        try (DirectoryStore other = open()) {
            assertThat(other.session(ONE.id(), NOW)).isPresent();
            assertThat(other.publish(ONE.id(), update(epoch, false, "b.txt"), NOW)
                            .count())
                    .isEqualTo(2);
            assertThat(names("*")).containsExactly("a.txt", "b.txt");
            other.end(ONE.id());
        }
        assertThat(names("*")).isEmpty();
    }

    @Test
    void ofManyOnOneBaseOneIsTaken() throws Exception {
        logIn(ONE, "ana");
        long epoch = publish(ONE, 0, false, "a.txt").epoch();
        ExecutorService many = Executors.newFixedThreadPool(4);
        try (DirectoryStore other = open()) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                DirectoryStore process = i % 2 == 0 ? store : other;
                String name = "b" + i + ".txt";
                calls.add(() -> taken(process, update(epoch, false, name)));
            }
            int taken = 0;
            for (Future<Boolean> call : many.invokeAll(calls)) {
                taken += call.get() ? 1 : 0;
            }
            assertThat(taken).isEqualTo(1);
            assertThat(names("*")).hasSize(2);
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void ofOneNameOfTwoPeersBothAreHolders() {
        logIn(ONE, "ana");
        logIn(TWO, "bob");
        publish(ONE, 0, false, "same.txt", "mine.txt");
        publish(TWO, 0, false, "same.txt");
        store.publish(TWO.id(), update(0, false, entry("same.txt", 9, "same.txt"), entry("mine.txt", 5, "else")), NOW);
        assertThat(find("same.txt")).hasSize(2);
        publish(TWO, 0, false, "same.txt");
        List<Hit> hits = find("same.txt");
        assertThat(hits).hasSize(1);
        assertThat(hits.get(0).peers()).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(hits.get(0).root()).isEqualTo(root("same.txt"));
        store.end(ONE.id());
        assertThat(find("same.txt").get(0).peers()).containsExactly(TWO);
    }

    @Test
    void holdersOfContentAreFoundWhateverTheyCallIt() {
        logIn(ONE, "ana");
        logIn(TWO, "bob");
        store.publish(ONE.id(), update(0, false, entry("a.txt", 3, "x"), entry("c.txt", 3, "other")), NOW);
        store.publish(TWO.id(), update(0, false, entry("b.txt", 3, "x")), NOW);
        Found found = store.find(Question.of(null, root("x"), false), null, 10, NOW);
        assertThat(found.hits()).extracting(hit -> hit.name().value()).containsExactlyInAnyOrder("a.txt", "b.txt");
    }

    @Test
    void whatIsNotHashedYetHasNoRoot() {
        logIn(ONE, "ana");
        store.publish(ONE.id(), update(0, false, new IndexEntry(new FileName("a.txt"), 3, null, null)), NOW);
        assertThat(find("a.txt").get(0).root()).isNull();
        assertThat(find("a.txt").get(0).sha256()).isNull();
    }

    @Test
    void queriesAreJudgedAsEverywhere() {
        logIn(ONE, "ana");
        publish(ONE, 0, false, "Informe Final.PDF", "b/straße.txt", "100%_a-b", "x'y\"z.txt", "日本語.txt");
        assertThat(names("informe")).containsExactly("Informe Final.PDF");
        assertThat(names("STRASSE")).containsExactly("b/straße.txt");
        assertThat(names("b/*.txt")).containsExactly("b/straße.txt");
        assertThat(names("*.txt")).containsExactly("b/straße.txt", "x'y\"z.txt", "日本語.txt");
        assertThat(names("%")).containsExactly("100%_a-b");
        assertThat(names("100%_a")).containsExactly("100%_a-b");
        assertThat(names("'y\"")).containsExactly("x'y\"z.txt");
        assertThat(names("本語")).containsExactly("日本語.txt");
        assertThat(names("日本語.")).containsExactly("日本語.txt");
        assertThat(names("z.")).containsExactly("x'y\"z.txt");
        assertThat(names("nothing of this")).isEmpty();
        assertThat(names("inf\0")).isEmpty();
    }

    @Test
    void anExactNameIsFoundByItselfOrItsLastSegment() {
        logIn(ONE, "ana");
        publish(ONE, 0, false, "a/report.pdf", "report.pdf", "Report.pdf", "report.pdf.old", "b/report.pdf");
        assertThat(exactly("report.pdf")).containsExactly("a/report.pdf", "b/report.pdf", "report.pdf");
        assertThat(exactly("a/report.pdf")).containsExactly("a/report.pdf");
    }

    @Test
    void thousandsAreReadInPagesWithoutLossOrRepetition() {
        logIn(ONE, "ana");
        logIn(TWO, "bob");
        String[] names =
                IntStream.range(0, 5_000).mapToObj(i -> "data/row" + i + ".csv").toArray(String[]::new);
        publish(ONE, 0, false, names);
        publish(TWO, 0, false, names);
        for (String query : List.of("*", "row", "data/*.csv")) {
            Set<String> seen = new TreeSet<>();
            int hits = 0;
            String after = null;
            do {
                Found found = store.find(Question.of(query, null, false), after, 700, NOW);
                found.hits().forEach(hit -> seen.add(hit.name().value()));
                found.hits().forEach(hit -> assertThat(hit.peers()).hasSize(2));
                hits += found.hits().size();
                after = found.next();
            } while (after != null);
            assertThat(seen).hasSize(5_000);
            assertThat(hits).isEqualTo(5_000);
        }
        assertThat(names("row4321")).containsExactly("data/row4321.csv");
        refused(Reason.INVALID_REQUEST, () -> store.find(Question.of("row", null, false), "nonsense", 10, NOW));
    }

    @Test
    void aNameOfFourThousandBytesIsPublishedAndFound() {
        String segment = IntStream.range(0, 80)
                .mapToObj(i -> Integer.toString(i * 7919, 36))
                .reduce("", String::concat);
        String name = IntStream.range(0, 16)
                .mapToObj(i -> (i + segment).substring(0, 240))
                .reduce((a, b) -> a + "/" + b)
                .orElseThrow();
        logIn(ONE, "ana");
        publish(ONE, 0, false, name);
        assertThat(names(name.substring(3_000, 3_100))).containsExactly(name);
    }

    @Test
    void whatNoAnswerIsMadeOfIsSweptAndAnswersDoNotChange() {
        logIn(ONE, "ana");
        logIn(TWO, "bob");
        String[] names = IntStream.range(0, 6_000).mapToObj(i -> "f" + i).toArray(String[]::new);
        publish(ONE, 0, false, names);
        publish(ONE, 0, false, "kept.txt");
        publish(TWO, 0, true, "half.txt");
        int rounds = 0;
        while (store.sweep(NOW, NOW)) {
            rounds++;
        }
        assertThat(rounds).isBetween(2, 10);
        assertThat(names("*")).containsExactly("kept.txt");
        Instant later = NOW.plus(LEASE).plusMillis(1);
        while (store.sweep(later, later)) {
            rounds++;
        }
        store.begin(new Session(ONE, "ana", "key", later.plus(LEASE)), later);
        assertThat(find("kept.txt", later)).isEmpty();
    }

    @Test
    void keysAreThereWhileTheyAreGood() {
        store.keep("a", "{\"a\":1}", NOW.plusSeconds(10));
        store.keep("b", "{\"b\":1}", NOW.plusSeconds(20));
        store.keep("a", "{\"a\":1}", NOW.plusSeconds(30));
        assertThat(store.keys(NOW)).containsExactly("{\"a\":1}", "{\"b\":1}");
        assertThat(store.keys(NOW.plusSeconds(20))).containsExactly("{\"a\":1}");
    }

    void logIn(Peer peer, String account) {
        store.begin(new Session(peer, account, "key", NOW.plus(LEASE)), NOW);
    }

    Published publish(Peer peer, long base, boolean more, String... names) {
        return store.publish(peer.id(), update(base, more, names), NOW);
    }

    List<Hit> find(String query) {
        return find(query, NOW);
    }

    List<Hit> find(String query, Instant at) {
        return store.find(Question.of(query, null, false), null, 100, at).hits();
    }

    private Set<String> names(String query) {
        return names(Question.of(query, null, false));
    }

    private Set<String> exactly(String name) {
        return names(Question.ofFile(name));
    }

    private Set<String> names(Question question) {
        Set<String> names = new TreeSet<>();
        store.find(question, null, 100, NOW)
                .hits()
                .forEach(hit -> names.add(hit.name().value()));
        return names;
    }

    private List<Peer> present(Instant at) {
        return store.sessions(null, 10, at).items().stream().map(Session::peer).toList();
    }

    private static boolean taken(DirectoryStore store, IndexUpdate update) {
        try {
            store.publish(ONE.id(), update, NOW);
            return true;
        } catch (PeerException e) {
            assertThat(e.reason()).isEqualTo(Reason.STALE_BASE);
            return false;
        }
    }

    static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    static IndexUpdate update(long base, boolean more, String... names) {
        IndexEntry[] entries =
                Stream.of(names).map(name -> entry(name, name.length(), name)).toArray(IndexEntry[]::new);
        return update(base, more, entries);
    }

    static IndexUpdate update(long base, boolean more, IndexEntry... entries) {
        return new IndexUpdate(base, List.of(entries), List.of(), more);
    }

    static IndexEntry entry(String name, long size, String content) {
        return new IndexEntry(new FileName(name), size, null, root(content));
    }

    static Sha256 root(String content) {
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    }

    static Peer peer(String name, char id) {
        return new Peer(
                new PeerId(String.valueOf(id).repeat(26)),
                name,
                PeerUrl.parse("http://" + name + ":8001"),
                HostPort.parse(name + ":50051"),
                List.of());
    }
}
