package io.parvada.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.parvada.cli.local.HttpPart;
import io.parvada.cli.local.Target;
import io.parvada.cli.output.Progress;
import io.parvada.cli.peer.Holder;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HttpFetchTest {

    private static final ContentId CONTENT = new ContentId(1_000_000, Sha256.parse("ab".repeat(32)));
    private static final FileName NAME = new FileName("song.ogg");

    @TempDir
    Path dir;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore bytes = new Semaphore(0);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::trickle);
        server.start();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        server.stop(0);
    }

    private void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.sizeBytes());
        try {
            while (true) {
                bytes.acquire();
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Timeout(60)
    void aHolderThatSendsAByteEveryFiveSecondsIsGivenUp() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/files/song.ogg";
        RemotePeer peer = new RemotePeer(null, "peer1", List.of(), List.of());
        HttpHolder holder = HttpHolder.of(new Holder(peer, NAME, CONTENT.sizeBytes(), Optional.of(CONTENT), url));
        Target target = Target.of(dir.resolve("song.ogg").toString(), NAME, false);
        try (HttpPart part = HttpPart.open(target, CONTENT)) {
            HttpFetch fetch = new HttpFetch(part, CONTENT, new Quiet(), new ByteEachFiveSeconds(holder)::nanos);

            PeerException failure = catchThrowableOfType(
                    PeerException.class, () -> fetch.from(holder, holder.urls().get(0)));

            assertThat(failure.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
            assertThat(failure.detail()).contains("sent only", "bytes in 30 s");
        }
    }

    private static final class Quiet implements Progress {
        @Override
        public void update(long doneBytes, long totalBytes) {}

        @Override
        public void note(String sentence) {}

        @Override
        public void close() {}
    }

    /** A clock at each look at which five seconds are over, and one byte more has come. */
    private final class ByteEachFiveSeconds {
        private final HttpHolder holder;
        private long seconds;

        ByteEachFiveSeconds(HttpHolder holder) {
            this.holder = holder;
        }

        long nanos() {
            long before = holder.received().get();
            bytes.release();
            while (holder.received().get() == before) {
                Thread.onSpinWait();
            }
            seconds += 5;
            return TimeUnit.SECONDS.toNanos(seconds);
        }
    }
}
