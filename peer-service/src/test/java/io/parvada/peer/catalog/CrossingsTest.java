package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.FileStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit and a deletion of one name, or two commits, that the catalog is told of in another order than the disk. */
class CrossingsTest {

    private static final FileName NAME = new FileName("crossed.txt");

    private Share share;
    private Catalog catalog;

    @BeforeEach
    void openShare(@TempDir Path dir) {
        share = new Share(dir);
        catalog = share.openIndexed();
    }

    @AfterEach
    void closeShare() {
        share.close();
    }

    @Test
    void deletionThatIsToldOfAfterTheNextCommitLeavesThatFindable() {
        catalog.committed(write("new"), content("new"), null, (first, count) -> new byte[0]);
        catalog.removed(NAME);
        assertThat(catalog.find(NAME))
                .hasValueSatisfying(entry ->
                        assertThat(entry.root()).isEqualTo(content("new").root()));
    }

    @Test
    void commitThatIsToldOfAfterItsDeletionIsNotFound() throws IOException {
        FileStat stat = write("gone");
        Files.delete(share.dir.resolve(NAME.value()));
        catalog.removed(NAME);
        catalog.committed(stat, content("gone"), null, (first, count) -> new byte[0]);
        assertThat(catalog.find(NAME)).isEmpty();
    }

    @Test
    void commitThatIsToldOfAfterOneThatReplacedItDoesNotReplaceThat() throws IOException {
        FileStat first = write("the first");
        Files.delete(share.dir.resolve(NAME.value()));
        catalog.committed(write("the second"), content("the second"), null, (index, count) -> new byte[0]);
        catalog.committed(first, content("the first"), null, (index, count) -> new byte[0]);
        assertThat(catalog.find(NAME))
                .hasValueSatisfying(entry ->
                        assertThat(entry.root()).isEqualTo(content("the second").root()));
    }

    private FileStat write(String text) {
        share.put(NAME.value(), text);
        return share.folder().stat(NAME).orElseThrow();
    }

    private static ContentId content(String text) {
        ContentHasher hasher = new ContentHasher((index, hash) -> {});
        hasher.update(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return hasher.finish().content();
    }
}
