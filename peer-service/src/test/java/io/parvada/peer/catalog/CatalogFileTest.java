package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.RowCallbackHandler;

class CatalogFileTest {

    private static final int FILES = 200;

    private Share share;
    private Path file;

    @BeforeEach
    void makeShare(@TempDir Path dir) {
        share = new Share(dir);
        file = share.state.resolve("catalog.db");
        IntStream.range(0, FILES).forEach(i -> share.put("dir" + i % 7 + "/some file " + i + ".txt", "content " + i));
    }

    @AfterEach
    void closeShare() {
        share.close();
    }

    @Test
    void aSoundDatabaseIsUsedAgain() throws IOException {
        share.openIndexed();
        share.close();
        share.openIndexed();
        assertThat(setAside()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDatabaseTornAtARandomPlaceEndsInACatalogThatIsRight(long seed) throws IOException {
        share.openIndexed();
        share.close();
        tear(new Random(seed));
        assertAllIsFound();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4096, 20_000})
    void aDatabaseCutShortEndsInACatalogThatIsRight(int bytes) throws IOException {
        share.openIndexed();
        share.close();
        try (RandomAccessFile database = new RandomAccessFile(file.toFile(), "rw")) {
            database.setLength(bytes);
        }
        assertAllIsFound();
    }

    @Test
    void whatIsNoDatabaseIsSetAside() throws IOException {
        Files.createDirectories(share.state);
        Files.writeString(file, "This is not a database, and never was one.\n".repeat(500));
        Files.writeString(share.state.resolve("catalog.db-wal"), "nor is this its log");
        assertAllIsFound();
        assertThat(setAside()).isNotEmpty();
    }

    @Test
    void theDatabaseOfAnotherProgramIsSetAsideWhole() throws IOException, SQLException {
        Files.createDirectories(share.state);
        execute("CREATE TABLE precious (x)", "INSERT INTO precious VALUES (42)");
        assertAllIsFound();
        assertThat(setAside()).hasSize(1);
        try (Connection theirs =
                        DriverManager.getConnection("jdbc:sqlite:" + setAside().get(0));
                Statement statement = theirs.createStatement()) {
            assertThat(statement.executeQuery("SELECT x FROM precious").getInt(1))
                    .isEqualTo(42);
        }
    }

    @Test
    void aCatalogOfALaterVersionIsSetAside() throws IOException, SQLException {
        share.openIndexed();
        share.close();
        execute("INSERT INTO flyway_schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', 1, installed_by,"
                + " installed_on, 0, 1 FROM flyway_schema_history WHERE version = '1'");
        assertAllIsFound();
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void ofManyBrokenCatalogsTheNewestIsKept() throws IOException {
        Files.createDirectories(share.state);
        for (String old : List.of("20250101T000000000Z", "20250101T000000000Z-wal", "20250102T000000000Z")) {
            Files.writeString(share.state.resolve("catalog.db.broken-" + old), "old");
        }
        Files.writeString(file, "This is not a database, and never was one.\n".repeat(500));
        assertAllIsFound();
        assertThat(setAside())
                .hasSize(1)
                .first()
                .satisfies(kept -> assertThat(kept).content().startsWith("This is not"));
    }

    @Test
    void whoFindsAllReadersBusyIsToldToComeAgain() {
        try (CatalogDatabase database = CatalogFile.open(share.state, Clock.systemUTC())) {
            assertThatThrownBy(() -> readWithin(database, 5))
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
            readWithin(database, 4);
        }
    }

    /** Reads while each of the others before it still holds its connection. */
    private static void readWithin(CatalogDatabase database, int depth) {
        RowCallbackHandler each = row -> {
            if (depth > 1) {
                readWithin(database, depth - 1);
            }
        };
        database.read(jdbc -> {
            jdbc.query("SELECT files FROM total", each);
            return null;
        });
    }

    @Test
    void damageThatIsMetWhileInUseIsMendedByTheNextStart() throws IOException {
        share.openIndexed();
        share.close();
        try (CatalogDatabase database = CatalogFile.open(share.state, Clock.systemUTC())) {
            try (RandomAccessFile pages = new RandomAccessFile(file.toFile(), "rw")) {
                pages.setLength(3 * 4096);
            }
            assertThatThrownBy(() -> database.read(jdbc -> jdbc.queryForList("SELECT * FROM file", String.class)))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("damaged");
        }
        assertThat(share.state.resolve("catalog.open")).exists();
        assertAllIsFound();
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void aStateDirectoryThatIsAFileIsOneSentence(@TempDir Path dir) throws IOException {
        Path state = Files.writeString(dir.resolve("state"), "");
        assertThatThrownBy(() -> CatalogFile.open(state, Clock.systemUTC()))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("catalog");
    }

    private void assertAllIsFound() {
        Catalog catalog = share.openIndexed();
        assertThat(catalog.totals().count()).isEqualTo(FILES);
        assertThat(catalog.search(NameQuery.parse("some file"), 1_000).entries())
                .hasSize(FILES)
                .allSatisfy(entry -> assertThat(entry.sha256()).isNotNull());
        assertThat(catalog.search(NameQuery.exactly("some file 77.txt"), 10).entries())
                .hasSize(1);
    }

    /** Garbage over 600 bytes, enough to be met by a check and not by each query. */
    private void tear(Random random) throws IOException {
        byte[] garbage = new byte[600];
        random.nextBytes(garbage);
        try (RandomAccessFile database = new RandomAccessFile(file.toFile(), "rw")) {
            database.seek((long) (random.nextDouble() * (database.length() - garbage.length)));
            database.write(garbage);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(share.state)) {
            return files.filter(path -> path.getFileName().toString().startsWith("catalog.db.broken-"))
                    .toList();
        }
    }
}
