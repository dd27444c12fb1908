package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parvada.peer.RawHttp;
import io.parvada.peer.RunningPeer;
import io.parvada.peer.config.Limits;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.representation.FileBody;
import io.parvada.peer.transfers.Permits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Answers that the kernel sends: whole, bounded, cut when they must be, and over when they are. */
class KernelSendingTest {

    private static final int SIZE = 16 * 1024 * 1024;
    private static final int STALLED = 6;
    private static final byte[] CONTENT = new byte[SIZE];

    static {
        new Random(11).nextBytes(CONTENT);
    }

    @TempDir
    static Path home;

    private static RunningPeer peer;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(home.resolve("share"));
        Files.write(home.resolve("share/large.bin"), CONTENT);
        peer = RunningPeer.start(
                home, "kernel", "peer.limits.max_transfers=" + STALLED, "server.tomcat.connection-timeout=500ms");
    }

    @AfterEach
    void nothingStaysBehind() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(peer.bean(Permits.class).active()).isZero();
            assertThat(openDescriptors()).isZero();
        });
    }

    @AfterAll
    static void stop() {
        peer.close();
    }

    @Test
    void everyLengthAroundTheBoundComesRight() throws IOException {
        int bound = FileBody.KERNEL_FROM_BYTES;
        for (int length : new int[] {1, bound - 1, bound, bound + 1, 5_000_000}) {
            RawHttp.Answer answer = get("Range: bytes=777-" + (776 + length));

            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 777, 777 + length));
        }
        assertThat(get().body()).isEqualTo(CONTENT);
    }

    @Test
    void answersFollowEachOtherOnOneConnection() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            String ask = "GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\nRange: bytes=%d-%d\r\n\r\n";
            for (int i = 0; i < 3; i++) {
                http.send(ask.formatted(i, i + 4_999_999).getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(http.answer(false).body()).isEqualTo(Arrays.copyOfRange(CONTENT, i, i + 5_000_000));
            }
        }
    }

    @Test
    void stalledReadersHoldPermitsAndNoThreadAndAreCut() throws IOException {
        for (int i = 0; i < STALLED; i++) {
            stalled();
        }
        assertThat(peer.bean(Permits.class).active()).isEqualTo(STALLED);
        assertThat(get().status()).isEqualTo(503);
        assertThat(threadsIn(FileBody.class)).isZero();

        await().atMost(Duration.ofSeconds(15))
                .until(() -> peer.bean(Permits.class).active() == 0);
        assertThat(get().body()).isEqualTo(CONTENT);
    }

    @Test
    void aFileThatChangesWhileItIsSentIsCutAndHashedAgain() throws IOException {
        Path file = peer.share().resolve("changing.bin");
        Files.write(file, CONTENT);
        await().until(() -> head("changing.bin").header("ETag") != null);
        String before = head("changing.bin").header("ETag");
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("GET /files/changing.bin HTTP/1.1");
            await().until(() -> peer.bean(Permits.class).active() == 1);

            Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);

            assertThatThrownBy(() -> http.answer(false)).isInstanceOf(IOException.class);
        }
        assertThat(head("changing.bin").header("ETag")).isNotEqualTo(before);
        await().until(() -> head("changing.bin").header("Repr-Digest") != null);
    }

    /** What the kernel moves cannot be held back: it ends, and the rest is asked for with Range, at the new rate. */
    @Test
    void aLimitOfTheBandwidthEndsWhatTheKernelSends() throws IOException {
        Bandwidth bandwidth = peer.bean(Bandwidth.class);
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.head("GET /files/large.bin HTTP/1.1");
            await().until(() -> peer.bean(Permits.class).active() == 1);

            bandwidth.limit(rates(DataSize.ofMegabytes(100)));

            assertThatThrownBy(() -> http.answer(false)).isInstanceOf(IOException.class);
            assertThat(get("Range: bytes=15000000-").body())
                    .isEqualTo(Arrays.copyOfRange(CONTENT, 15_000_000, CONTENT.length));
        } finally {
            bandwidth.limit(rates(DataSize.ofBytes(0)));
        }
    }

    private static Limits.Rates rates(DataSize send) {
        return new Limits.Rates(send, DataSize.ofBytes(0), DataSize.ofKilobytes(1), DataSize.ofBytes(0));
    }

    @Test
    void aRequestWhoseOwnBodyNeverComesLeavesNoFileOpen() throws IOException {
        try (RawHttp http = new RawHttp(peer.restPort())) {
            http.send(("GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> peer.bean(Permits.class).active() == 1);
        }
    }

    /** Has begun to read, and reads no more. */
    private void stalled() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.restPort()));
        socket.getOutputStream()
                .write("GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
    }

    private static long threadsIn(Class<?> type) {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack ->
                        Stream.of(stack).anyMatch(frame -> frame.getClassName().equals(type.getName())))
                .count();
    }

    /** Of this process on files of the share; 0 where there is no /proc to tell. */
    private static long openDescriptors() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(fd -> leadsTo(fd).endsWith(".bin")).count();
        }
    }

    private static String leadsTo(Path descriptor) {
        try {
            return Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)
                    ? Files.readSymbolicLink(descriptor).toString()
                    : "";
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static RawHttp.Answer get(String... headers) throws IOException {
        return RawHttp.ask(peer.restPort(), "GET /files/large.bin HTTP/1.1", headers);
    }

    private static RawHttp.Answer head(String name) throws IOException {
        return RawHttp.ask(peer.restPort(), "HEAD /files/" + name + " HTTP/1.1");
    }
}
