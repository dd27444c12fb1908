package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.peer.http.ParvadaJson;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadBookTest {

    private static final ContentId CONTENT = new ContentId(9, Sha256.of(new byte[] {1}));
    private static final ContentId OTHER = new ContentId(9, Sha256.of(new byte[] {2}));

    @TempDir
    Path directory;

    private final ManualTime time = new ManualTime();
    private int ids;

    @Test
    void whatHasNotEndedRunsAgainAfterARestartAndWhatHasIsRemembered() {
        DownloadBook book = book();
        FetchJob going = book.add(job("a.bin", CONTENT));
        going.become(DownloadState.RUNNING);
        FetchJob failed = failed(book, "b.bin");

        DownloadBook restarted = book();
        assertThat(restarted.running()).singleElement().satisfies(job -> {
            assertThat(job.id()).isEqualTo(going.id());
            assertThat(job.content()).isEqualTo(CONTENT);
            assertThat(job.view().state()).isEqualTo(DownloadState.QUEUED);
        });
        DownloadView end = restarted.find(failed.id());
        assertThat(end.state()).isEqualTo(DownloadState.FAILED);
        assertThat(end.reason()).isEqualTo(Reason.STORAGE_FULL);
        assertThat(end.detail()).isEqualTo("no room");
        assertThat(end.endedAt()).isEqualTo(time.now());
    }

    @Test
    void theSameAgainIsTheOneUnderWayAndOtherContentForTheNameIsRefused() {
        DownloadBook book = book();
        FetchJob first = book.add(job("a.bin", CONTENT));
        assertThat(book.add(job("a.bin", CONTENT))).isSameAs(first);
        assertThat(refused(() -> book.add(job("a.bin", OTHER)))).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(book.add(job("c.bin", CONTENT))).isNotSameAs(first);
    }

    @Test
    void whatWaitsAndWhatIsRememberedIsBounded() throws Exception {
        DownloadBook book = book();
        for (int i = 0; i < DownloadBook.MOST_ENDED + 3; i++) {
            failed(book, "b" + i);
        }
        assertThat(book.page(null, 1000).downloads()).hasSize(DownloadBook.MOST_ENDED);
        assertThat(Files.list(directory)).hasSize(DownloadBook.MOST_ENDED);
        for (int i = 0; i < DownloadBook.MOST_RUNNING; i++) {
            book.add(job("a" + i, CONTENT));
        }
        assertThat(refused(book::refuseIfFull)).isEqualTo(Reason.BUSY);
        assertThat(refused(() -> book.add(job("one more", CONTENT)))).isEqualTo(Reason.BUSY);
    }

    @Test
    void anEndIsForgottenAfterAWeekOrOnDemand() {
        DownloadBook book = book();
        UUID old = failed(book, "a").id();
        time.pass(DownloadBook.REMEMBERED.plusSeconds(1));
        UUID young = failed(book, "b").id();
        assertThat(refused(() -> book.find(old))).isEqualTo(Reason.TRANSFER_NOT_FOUND);
        book.forget(young);
        assertThat(refused(() -> book.forget(young))).isEqualTo(Reason.TRANSFER_NOT_FOUND);
        assertThat(book().page(null, 10).downloads()).isEmpty();
    }

    @Test
    void pagesFollowEachOtherInOrderOfTime() {
        DownloadBook book = book();
        FetchJob first = failed(book, "a");
        FetchJob second = book.add(job("b", CONTENT));
        FetchJob third = book.add(job("c", CONTENT));

        DownloadBook.Page page = book.page(null, 2);
        assertThat(page.downloads()).extracting(DownloadView::id).containsExactly(first.id(), second.id());
        DownloadBook.Page last = book.page(page.next(), 2);
        assertThat(last.downloads()).extracting(DownloadView::id).containsExactly(third.id());
        assertThat(last.next()).isNull();
    }

    @Test
    void aTornFileCostsThatDownloadAlone() throws Exception {
        DownloadBook book = book();
        book.add(job("a.bin", CONTENT));
        Files.writeString(directory.resolve(id() + ".json"), "{\"id\": \"");
        Files.writeString(directory.resolve(id() + ".json"), "{}");
        assertThat(book().running()).hasSize(1);
    }

    private DownloadBook book() {
        return new DownloadBook(new DownloadFiles(directory, ParvadaJson.mapper()), time);
    }

    private FetchJob job(String name, ContentId content) {
        return new FetchJob(id(), new FileName(name), content, time.now(), time);
    }

    private FetchJob failed(DownloadBook book, String name) {
        FetchJob job = book.add(job(name, CONTENT));
        job.become(DownloadState.RUNNING);
        job.become(DownloadState.FAILED, new PeerException(Reason.STORAGE_FULL, "no room"));
        book.ended(job);
        return job;
    }

    private UUID id() {
        return new UUID(0x0190_0000_0000_7000L + ids++, 0x8000_0000_0000_0000L);
    }

    private static Reason refused(ThrowingCallable call) {
        return catchThrowableOfType(PeerException.class, call).reason();
    }
}
