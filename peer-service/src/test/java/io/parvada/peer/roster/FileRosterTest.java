package io.parvada.peer.roster;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.Roster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRosterTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    @TempDir
    Path home;

    @Test
    void whatWasKeptComesBackAndNoDraftIsLeft() throws IOException {
        List<Roster.Entry> known = List.of(
                entry(1, null, false), entry(2, NOW.minusSeconds(60), false), entry(3, NOW.minusSeconds(5), true));

        roster().keep(known);

        assertThat(roster().load()).isEqualTo(known);
        assertThat(files()).containsExactly(FileRoster.NAME);
    }

    @Test
    void withoutAFileNobodyWasKnown() {
        assertThat(roster().load()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"version\":2,\"peers\":[]}",
                "{\"version\":1,\"peers\":[{}]}",
                "{\"version\":1,\"peers\":[null]}",
                "{\"version\":1,\"peers\":[{\"peer\":{\"id\":\"../../etc\"}}]}",
                "SQLite format 3\u0000"
            })
    void aForeignFileIsSetAsideAndANewOneBegun(String content) throws IOException {
        Files.writeString(home.resolve(FileRoster.NAME), content);

        assertThat(roster().load()).isEmpty();
        assertThat(files()).containsExactly("known-peers.json.broken-20261121-120000-000");
        assertThat(Files.readString(home.resolve(files().get(0)))).isEqualTo(content);
    }

    @Test
    void aTornFileIsSetAsideWhereverItIsTorn() throws IOException {
        roster().keep(List.of(entry(1, null, false), entry(2, NOW, true)));
        byte[] whole = Files.readAllBytes(home.resolve(FileRoster.NAME));
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(home.resolve(FileRoster.NAME), Arrays.copyOf(whole, length));
            assertThat(roster().load()).as("%d bytes", length).isEmpty();
            assertThat(home.resolve(FileRoster.NAME)).doesNotExist();
            Files.delete(home.resolve(files().get(0)));
        }
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        Files.write(home.resolve(FileRoster.NAME), new byte[FileRoster.MOST_BYTES + 1]);
        assertThat(roster().load()).isEmpty();
        assertThat(files()).hasSize(1).allMatch(name -> name.contains(".broken-"));
    }

    @Test
    void moreThanTheMostAreNotKept() {
        List<Roster.Entry> known = new ArrayList<>();
        for (int i = 0; i < Roster.MOST + 10; i++) {
            known.add(entry(i, null, false));
        }
        roster().keep(known);
        assertThat(roster().load()).hasSize(Roster.MOST);
    }

    @Test
    void ofSeveralInARowTheLastCountsAlsoWhereTheWriterDropsTasks() {
        Deque<Runnable> writer = new ArrayDeque<>();
        FileRoster roster = new FileRoster(home, ParvadaJson.mapper(), clock(), task -> {
            if (writer.isEmpty()) {
                writer.add(task);
            }
        });
        roster.keep(List.of(entry(1, null, false)));
        roster.keep(List.of(entry(2, null, false)));
        writer.remove().run();
        assertThat(roster().load()).containsExactly(entry(2, null, false));
    }

    @Test
    void whatCannotBeWrittenLeavesWhatWasThere() throws IOException {
        roster().keep(List.of(entry(1, null, false)));
        Files.createDirectory(home.resolve(FileRoster.NAME + ".new"));

        roster().keep(List.of(entry(2, null, false)));

        assertThat(roster().load()).containsExactly(entry(1, null, false));
    }

    private FileRoster roster() {
        return new FileRoster(home, ParvadaJson.mapper(), clock(), Runnable::run);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    private static Roster.Entry entry(int number, Instant goneSince, boolean left) {
        String id = "a".repeat(24) + ALPHABET.charAt(number / 32) + ALPHABET.charAt(number % 32);
        PeerUrl url = PeerUrl.parse("http://p" + number + ":8001");
        HostPort grpc = HostPort.parse("p" + number + ":50051");
        Peer peer = new Peer(new PeerId(id), "p" + number, url, grpc, List.of());
        return new Roster.Entry(peer, new Endpoint(url, grpc), NOW.minusSeconds(number), goneSince, left);
    }
}
