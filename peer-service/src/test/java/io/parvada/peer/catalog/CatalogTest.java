package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.LayerFold;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.FileStat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {

    private Share share;

    @BeforeEach
    void makeShare(@TempDir Path dir) {
        share = new Share(dir);
    }

    @AfterEach
    void closeShare() {
        share.close();
    }

    @Test
    void filesThatAreThereAreListedWithBothHashes() {
        share.put("hello.txt", "hello\n");
        share.put("sub/empty.bin", "");
        Catalog catalog = share.openIndexed();

        CatalogEntry hello = catalog.find(new FileName("hello.txt")).orElseThrow();
        assertThat(hello.sizeBytes()).isEqualTo(6);
        assertThat(hello.modified()).isEqualTo(Share.LONG_AGO);
        assertThat(hello.sha256().hex()).isEqualTo("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
        assertThat(hello.root()).isEqualTo(hello.sha256()); // of one leaf
        assertThat(catalog.hashed(new FileName("sub/empty.bin")).root()).isEqualTo(Sha256.of(new byte[0]));
        assertThat(catalog.totals()).isEqualTo(new Catalog.Totals(2, 6));
        assertThat(catalog.indexing()).isEqualTo(new Catalog.Indexing(Catalog.Indexing.State.IDLE, 2, 2));
    }

    @Test
    void aFileCopiedIntoTheShareByHandAppearsAndADeletedOneVanishes() throws IOException {
        Catalog catalog = share.openIndexed();

        Path file = share.put("new/by hand.txt", "x");
        Share.await(() -> catalog.find(new FileName("new/by hand.txt")).isPresent());

        Files.delete(file);
        Share.await(() -> catalog.find(new FileName("new/by hand.txt")).isEmpty());
        assertThat(catalog.search(NameQuery.parse("by hand"), 10).entries()).isEmpty();
        assertThat(catalog.totals()).isEqualTo(new Catalog.Totals(0, 0));
    }

    @Test
    void aDirectoryMovedInAndOutTakesItsFilesAlong(@TempDir Path outside) throws IOException {
        Catalog catalog = share.openIndexed();
        Files.createDirectories(outside.resolve("d/deep"));
        Files.writeString(outside.resolve("d/deep/one.txt"), "1");
        Files.writeString(outside.resolve("d/two.txt"), "2");

        Files.move(outside.resolve("d"), share.dir.resolve("d"));
        Share.await(() -> catalog.totals().count() == 2);
        Files.move(share.dir.resolve("d"), outside.resolve("d"));
        Share.await(() -> catalog.totals().count() == 0);
    }

    @Test
    void symbolicLinksAndParvadasOwnFilesAreNeverListed(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret.txt"), "s");
        Files.createSymbolicLink(share.dir.resolve("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(share.dir.resolve("dir"), outside);
        Catalog catalog = share.openIndexed();
        Files.createSymbolicLink(share.dir.resolve("later"), outside);
        Files.writeString(outside.resolve("second.txt"), "s");
        share.put(".parvada/own.txt", "o");
        share.put("seen.txt", "a");

        Share.await(() -> catalog.find(new FileName("seen.txt")).isPresent());
        share.awaitIdle();
        assertThat(Share.names(catalog.list(null, null, 100).entries())).containsExactly("seen.txt");
    }

    @Test
    void aRestartReadsOnlyWhatChanged() {
        share.put("kept.txt", "kept");
        share.put("changed.txt", "before");
        share.put("gone.txt", "gone");
        Catalog first = share.openIndexed();
        Sha256 kept = first.hashed(new FileName("kept.txt")).root();
        share.close();
        deleteFile(share.dir.resolve("gone.txt"));
        share.put("changed.txt", "after, longer");
        share.put("new.txt", "new");
        // What nobody reads keeps this wrong sha256 for ever: so it is seen whether anybody did.
        Sha256 planted = Sha256.of(new byte[] {1});
        plant("kept.txt", planted);

        Catalog second = share.open();
        assertThat(second.find(new FileName("kept.txt")).orElseThrow().root()).isEqualTo(kept);
        Share.await(() -> second.indexing().state() == Catalog.Indexing.State.IDLE);
        assertThat(second.hashed(new FileName("kept.txt")).sha256()).isEqualTo(planted);
        assertThat(second.hashed(new FileName("changed.txt")).sha256()).isEqualTo(sha256("after, longer"));
        assertThat(second.hashed(new FileName("new.txt")).sha256()).isEqualTo(sha256("new"));
        assertThat(second.find(new FileName("gone.txt"))).isEmpty();
    }

    @Test
    void theLayerOfALargeFileProvesItsRoot() throws IOException {
        byte[] bytes = new byte[3 * Pieces.PIECE_BYTES + 77];
        new Random(7).nextBytes(bytes);
        share.put("large.bin", bytes);
        Catalog catalog = share.openIndexed();

        CatalogEntry entry = catalog.hashed(new FileName("large.bin"));
        ContentId content = new ContentId(bytes.length, entry.root());
        ByteBuffer hashes = ByteBuffer.wrap(catalog.layer(content, 0, 4));
        LayerFold fold = new LayerFold(content);
        while (hashes.hasRemaining()) {
            fold.add(Sha256.read(hashes));
        }
        fold.prove();
        assertThat(catalog.layer(content, 1, 2))
                .isEqualTo(Arrays.copyOfRange(hashes.array(), Sha256.BYTES, 3 * Sha256.BYTES));
        assertThat(catalog.find(content)).contains(entry);
        assertReason(Reason.INVALID_RANGE, () -> catalog.layer(content, 3, 2));

        Files.delete(share.dir.resolve("large.bin"));
        Share.await(() -> catalog.find(content).isEmpty());
        assertReason(Reason.FILE_NOT_FOUND, () -> catalog.layer(content, 0, 4));
    }

    @Test
    void twoFilesOfOneContentShareALayerUntilBothAreGone() {
        byte[] bytes = new byte[Pieces.PIECE_BYTES + 1];
        share.put("a.bin", bytes);
        share.put("b.bin", bytes);
        Catalog catalog = share.openIndexed();
        ContentId content = new ContentId(
                bytes.length, catalog.hashed(new FileName("a.bin")).root());

        deleteFile(share.dir.resolve("a.bin"));
        Share.await(() -> catalog.totals().count() == 1);
        assertThat(catalog.layer(content, 0, 2)).hasSize(64);
        assertThat(catalog.find(content).orElseThrow().name().value()).isEqualTo("b.bin");
    }

    @Test
    void whatIsCommittedIsFoundAtOnceWithItsLayer() throws IOException {
        Catalog catalog = share.openIndexed();
        byte[] bytes = new byte[2 * Pieces.PIECE_BYTES];
        new Random(8).nextBytes(bytes);
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        ContentHasher hasher = new ContentHasher((i, hash) -> layer.writeBytes(hash.toBytes()));
        hasher.update(ByteBuffer.wrap(bytes));
        ContentHasher.Hashed hashed = hasher.finish();
        Files.write(share.dir.resolve("up.bin"), bytes);
        FileStat stat = share.folder().stat(new FileName("up.bin")).orElseThrow();

        CatalogEntry entry = catalog.committed(
                stat,
                hashed.content(),
                null,
                (first, count) -> Arrays.copyOfRange(layer.toByteArray(), first * 32, (first + count) * 32));

        assertThat(catalog.search(NameQuery.parse("up.b"), 10).entries()).containsExactly(entry);
        assertThat(catalog.hashed(stat.name()).root())
                .isEqualTo(hashed.content().root());
        assertThat(catalog.layer(hashed.content(), 0, 2)).isEqualTo(layer.toByteArray());
        Share.await(() -> catalog.hashed(stat.name()).sha256() != null);
        assertThat(catalog.hashed(stat.name()).sha256()).isEqualTo(hashed.sha256());
        assertThat(catalog.layer(hashed.content(), 0, 2)).isEqualTo(layer.toByteArray());

        deleteFile(share.dir.resolve("up.bin"));
        catalog.removed(stat.name());
        assertThat(catalog.find(stat.name())).isEmpty();
    }

    @Test
    void aFileThatIsNotReadYetIsBusyWithItsProgress() throws IOException {
        Catalog catalog = share.openIndexed();
        Path file = share.dir.resolve("fresh.txt");
        Files.writeString(file, "fresh");
        Files.setLastModifiedTime(
                file, java.nio.file.attribute.FileTime.from(Clock.systemUTC().instant()));
        Share.await(() -> catalog.find(new FileName("fresh.txt")).isPresent());

        assertThatThrownBy(() -> catalog.hashed(new FileName("fresh.txt")))
                .isInstanceOfSatisfying(PeerException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.BUSY);
                    assertThat(e.retryAfter()).isPresent();
                    assertThat(e.detail()).contains("fresh.txt", "of 5 bytes");
                });
        Share.await(() -> catalog.find(new FileName("fresh.txt")).orElseThrow().root() != null);
        assertThat(catalog.hashed(new FileName("fresh.txt")).sha256()).isEqualTo(sha256("fresh"));
        assertReason(Reason.FILE_NOT_FOUND, () -> catalog.hashed(new FileName("none.txt")));
    }

    @Test
    void aSuspectIsProvenByNobodyUntilItIsReadAgain() {
        share.put("s.txt", "one");
        Catalog catalog = share.openIndexed();
        // The same size and time and inode: what no scan can see.
        share.put("s.txt", "two");

        catalog.suspect(new FileName("s.txt"));
        Share.await(() -> catalog.find(new FileName("s.txt")).orElseThrow().root() != null);
        assertThat(catalog.hashed(new FileName("s.txt")).sha256()).isEqualTo(sha256("two"));

        deleteFile(share.dir.resolve("s.txt"));
        catalog.suspect(new FileName("s.txt"));
        assertThat(catalog.find(new FileName("s.txt"))).isEmpty();
    }

    @Test
    void aFileOverwrittenInPlaceIsReadAgain() throws IOException {
        Path file = share.put("w.txt", "before");
        Catalog catalog = share.openIndexed();
        Files.writeString(file, "and after");
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.parse("2026-02-02T00:00:00Z")));
        Share.await(() -> sha256("and after")
                .equals(catalog.find(new FileName("w.txt")).orElseThrow().sha256()));
    }

    private void plant(String name, Sha256 sha256) {
        try (CatalogDatabase database = CatalogFile.open(share.state, Clock.systemUTC())) {
            database.write(jdbc -> jdbc.update("UPDATE file SET sha256 = ? WHERE name = ?", sha256.toBytes(), name));
        }
    }

    private static Sha256 sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void deleteFile(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertReason(Reason reason, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
