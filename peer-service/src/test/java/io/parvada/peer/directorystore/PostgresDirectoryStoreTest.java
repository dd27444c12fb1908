package io.parvada.peer.directorystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.PostgresServer;
import io.parvada.peer.directory.DirectoryStore;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDirectoryStoreTest extends DirectoryStoreContract {

    @TempDir
    static Path data;

    private static PostgresServer server;

    private String database;

    @BeforeAll
    static void startTheServer() {
        server = PostgresServer.start(data.resolve("postgresql"));
    }

    @AfterAll
    static void stopTheServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DirectoryStore open() {
        if (database == null) {
            database = server.newDatabase();
        }
        return SqlDirectoryStore.postgresql(database, null, null);
    }

    @Test
    void aDatabaseThatGoesAwayIsBusyAndIsUsedAgainWhenItIsBack() {
        logIn(ONE, "ana");
        publish(ONE, 0, false, "a.txt");
        server.stop();
        try {
            long began = System.nanoTime();
            refused(Reason.BUSY, () -> find("a.txt"));
            refused(Reason.BUSY, () -> publish(ONE, 0, false, "b.txt"));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            try {
                store.session(ONE.id(), NOW);
            } catch (PeerException e) {
                assertThat(e.retryAfter()).isPresent();
            }
        } finally {
            server.startAgain();
        }
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> find("a.txt").size() == 1);
        assertThat(publish(ONE, 0, false, "b.txt").count()).isEqualTo(1);
    }
}
