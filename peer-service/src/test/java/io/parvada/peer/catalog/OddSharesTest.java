package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares as they also are: names of other bytes, twins, files that go, links in circles, clocks that jump. */
class OddSharesTest {

    private Path top;
    private Share share;

    @BeforeEach
    void makeShare(@TempDir Path dir) throws IOException {
        top = dir;
        share = new Share(Files.createDirectory(dir.resolve("share")));
    }

    @AfterEach
    void closeShare() {
        share.close();
    }

    @Test
    void aNameThatIsNotUtf8IsLeftOutAtTheScanAndLaterAndTheOthersAreFound() throws Exception {
        share.put("before.txt", "b");
        shell(
                "printf x > \"$(printf 'caf\\351.txt')\"; mkdir \"$(printf 'd\\377')\"; printf x > \"$(printf 'd\\377')/in.txt\"");
        Catalog catalog = share.openIndexed();
        shell("printf y > \"$(printf 'na\\357ve.txt')\"");
        share.put("after.txt", "a");
        Share.await(() -> catalog.find(new FileName("after.txt")).isPresent());
        share.awaitIdle();
        assertThat(Share.names(catalog.list(null, null, 100).entries())).containsExactly("after.txt", "before.txt");
    }

    @Test
    void twinsInBothFormsOfUnicodeAreTwoFilesEachWithItsContent() {
        String composed = "Ärger.txt";
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
        share.put(composed, "composed");
        share.put(decomposed, "decomposed");
        Catalog catalog = share.openIndexed();

        assertThat(catalog.hashed(new FileName(composed)).sha256()).isEqualTo(sha256("composed"));
        assertThat(catalog.hashed(new FileName(decomposed)).sha256()).isEqualTo(sha256("decomposed"));
        assertThat(catalog.search(NameQuery.exactly(decomposed), 10).entries()).hasSize(2);
        assertThat(catalog.search(NameQuery.parse("äRGER"), 10).entries()).hasSize(2);
    }

    @Test
    void filesThatVanishWhileTheyAreScannedAndReadAreGoneAndTheOthersProven() throws IOException {
        int files = 6_000;
        IntStream.range(0, files).forEach(i -> share.put("d" + i % 60 + "/" + i, "content " + i));
        Catalog catalog = share.open();
        Share.await(() -> catalog.totals().count() > 0);
        for (int i = 0; i < files; i += 2) {
            Files.delete(share.dir.resolve("d" + i % 60 + "/" + i));
        }
        Share.await(() -> catalog.totals().count() == files / 2);
        share.awaitIdle();
        for (int i = 1; i < files; i += 500) {
            assertThat(proven(catalog, "d" + i % 60 + "/" + i, "content " + i)).isTrue();
        }
    }

    @Test
    void aDirectoryThatIsReplacedWhileItsFilesAreReadNeverProvesTheOldOnes() throws IOException {
        int files = 2_000;
        for (int i = 0; i < files; i++) {
            share.put("d/" + i, "old " + i);
        }
        Path fresh = Files.createDirectory(top.resolve("fresh"));
        for (int i = 0; i < files; i++) {
            Files.writeString(fresh.resolve("" + i), "new " + i);
            Files.setLastModifiedTime(fresh.resolve("" + i), FileTime.from(Share.LONG_AGO));
        }
        Catalog catalog = share.open();
        Share.await(() -> catalog.totals().count() > 0);
        Files.move(share.dir.resolve("d"), top.resolve("away"));
        Files.move(fresh, share.dir.resolve("d"));
        Share.await(() -> IntStream.range(0, files)
                .allMatch(i -> catalog.find(new FileName("d/" + i))
                        .filter(entry -> sha256("new " + i).equals(entry.sha256()))
                        .isPresent()));
    }

    @Test
    void aFileThatMayNotBeReadIsFoundButProvenToNobodyUntilItMay() throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        Path setpriv = Path.of("/usr/bin/setpriv");
        Assumptions.assumeTrue(!root || Files.isExecutable(setpriv), "root can be forbidden nothing here");
        share.put("open.txt", "open");
        share.put("closed.txt", "closed");
        share.put("barred/inside.txt", "inside");
        shell("chmod 000 closed.txt barred");
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ForbiddenFiles.class.getName(),
                share.dir.toString());
        List<String> without = List.of(setpriv.toString(), "--bounding-set", "-dac_override,-dac_read_search");
        Process program = new ProcessBuilder(Stream.concat(root ? without.stream() : Stream.empty(), java.stream())
                        .toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(program.inputReader().lines().filter(line -> line.startsWith("> ")))
                .containsExactly(
                        "> closed.txt STORAGE_FAILURE",
                        "> open.txt proven",
                        "> barred/inside.txt not there",
                        "> closed.txt proven once it may be read");
    }

    @Test
    void aShareThatNothingMayBeWrittenToIsIndexedAndLeftAsItWas(@TempDir Path state) throws IOException {
        share.put("a/read.txt", "only");
        share = new Share(share.dir, state, Clock.systemUTC());
        shell("chmod 555 . a");
        Catalog catalog = share.openIndexed();
        assertThat(catalog.hashed(new FileName("a/read.txt")).sha256()).isEqualTo(sha256("only"));
        share.close();
        shell("chmod 755 . a");
        try (Stream<Path> all = Files.walk(share.dir)) {
            assertThat(all.map(path -> share.dir.relativize(path).toString()))
                    .containsExactlyInAnyOrder("", "a", "a/read.txt");
        }
    }

    @Test
    void linksInCirclesAreNotFollowedBeforeNorAfterTheStart() throws IOException {
        share.put("a/b/file.txt", "f");
        Files.createSymbolicLink(share.dir.resolve("a/b/up"), Path.of("../.."));
        Files.createSymbolicLink(share.dir.resolve("self"), Path.of("self"));
        shell("ln -s two one; ln -s one two");
        Catalog catalog = share.openIndexed();
        Files.createSymbolicLink(share.dir.resolve("a/later"), share.dir);
        share.put("a/b/later.txt", "l");
        Share.await(() -> catalog.find(new FileName("a/b/later.txt")).isPresent());
        share.awaitIdle();
        assertThat(Share.names(catalog.list(null, null, 100).entries()))
                .containsExactly("a/b/file.txt", "a/b/later.txt");
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600, 3_600})
    void aClockThatJumpsAnHourNeitherStopsHashingNorMakesItWrong(long seconds) throws IOException {
        JumpingClock clock = new JumpingClock();
        share = new Share(share.dir, share.state, clock);
        share.put("before.txt", "before");
        Catalog catalog = share.openIndexed();
        clock.jump = Duration.ofSeconds(seconds);
        Files.writeString(share.dir.resolve("meanwhile.txt"), "one");
        Share.await(() -> proven(catalog, "meanwhile.txt", "one"));
        Files.writeString(share.dir.resolve("meanwhile.txt"), "one and two");
        Share.await(() -> proven(catalog, "meanwhile.txt", "one and two"));
        assertThat(proven(catalog, "before.txt", "before")).isTrue();
    }

    @Test
    @Tag("large")
    void aDirectoryOfTwoHundredThousandFilesIsSearchedAndProven() throws IOException {
        int files = 200_000;
        Path directory = Files.createDirectory(share.dir.resolve("all"));
        for (int i = 0; i < files; i++) {
            Files.writeString(directory.resolve("file number " + i), "content " + i);
        }
        Catalog catalog = share.open();
        while (catalog.indexing().state() != Catalog.Indexing.State.IDLE) {
            long done = catalog.indexing().done();
            Share.await(() -> catalog.indexing().done() != done || done == files);
        }
        assertThat(catalog.totals().count()).isEqualTo(files);
        for (int i : new Random(3).ints(100, 0, files).toArray()) {
            assertThat(proven(catalog, "all/file number " + i, "content " + i)).isTrue();
        }
        assertThat(catalog.search(NameQuery.parse("number 199999"), 10).entries())
                .hasSize(1);
    }

    private static boolean proven(Catalog catalog, String name, String content) {
        return catalog.find(new FileName(name))
                .filter(entry -> sha256(content).equals(entry.sha256()))
                .isPresent();
    }

    private void shell(String script) throws IOException {
        try {
            int exit = new ProcessBuilder("sh", "-c", script)
                    .directory(share.dir.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
            Assumptions.assumeTrue(exit == 0, "this machine cannot: " + script);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Sha256 sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The machine's clock, until somebody sets it. */
    private static final class JumpingClock extends Clock {

        private volatile Duration jump = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(jump);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
