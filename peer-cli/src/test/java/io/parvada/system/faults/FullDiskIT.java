package io.parvada.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.system.Client;
import io.parvada.system.PeerProcess;
import io.parvada.system.Waiting;
import io.parvada.system.kernel.SmallDisk;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Push;
import io.parvada.transfer.wire.GrpcUploadTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R3: a peer whose share and state are on a disk of 8 MiB, and a client that downloads to one. */
class FullDiskIT {

    // Two of these fit beside the catalog and its log, as one that was just deleted holds its space until the last
    // reader has closed it.
    private static final int FITS = 1_500_000;
    private static final int TOO_LARGE = 9_000_000;

    @TempDir
    static Path dir;

    private static PeerProcess peer;
    private static SmallDisk disk;
    private static byte[] shared;
    private static int refused;

    private final Random random = Samples.random("R3");

    @BeforeAll
    static void start() throws Exception {
        disk = SmallDisk.mount(dir.resolve("peer1/share"));
        peer = PeerProcess.network(dir, 1).get(0);
        shared = Samples.bytes(Samples.random("R3"), 100_000);
        assertThat(Way.PUT.upload(peer, "shared.bin", shared, false)).isEmpty();
    }

    @AfterAll
    static void stop() throws Exception {
        if (peer != null) {
            peer.close();
        }
        if (disk != null) {
            disk.close();
        }
        System.out.printf("R3: %d transfers to a full disk, %d times STORAGE_FULL, 0 names given%n", refused, refused);
    }

    /** Whatever was refused: nothing of it has a name, and when there is room again, files are stored. */
    @AfterEach
    void thePeerServes() throws Exception {
        assertThat(peer.json("/files?query=refused.bin").get("files")).isEmpty();
        assertThat(peer.share.resolve("refused.bin")).doesNotExist();
        assertThat(read("shared.bin")).isEqualTo(shared);
        disk.free();
        for (Way way : Way.values()) {
            byte[] fits = Samples.bytes(random, FITS);
            assertThat(way.upload(peer, "fits.bin", fits, false))
                    .as(() -> way + " to a disk with " + disk.holds())
                    .isEmpty();
            assertThat(read("fits.bin")).isEqualTo(fits);
            delete("fits.bin");
        }
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItsFirstByte() throws Exception {
        byte[] bytes = Samples.bytes(random, TOO_LARGE);
        AtomicLong sent = new AtomicLong();
        full(Files.write(dir.resolve("large.bin"), bytes), new Push.Listener() {
            @Override
            public void sending(long doneBytes, long totalBytes) {
                sent.set(doneBytes);
            }
        });
        assertThat(sent).hasValue(0);
        assertThat(Way.PUT.upload(peer, "refused.bin", bytes, false)).contains(Reason.STORAGE_FULL);
        refused++;
        assertThat(Staging.of(peer)).isEmpty();
    }

    @Test
    void whatDoesNotSayItsLengthIsRefusedWhenTheDiskIsFull() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url() + "/files/refused.bin"))
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[TOO_LARGE])))
                .build();
        HttpResponse<String> response = PeerProcess.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(Way.reason(response.body())).isEqualTo(Reason.STORAGE_FULL);
        refused++;
        Waiting.until(
                "its space is free",
                Duration.ofSeconds(5),
                () -> Staging.of(peer).isEmpty());
    }

    @Test
    void whatOthersLeaveNoRoomForIsRefusedAndGoneOnWithWhenThereIsSome() throws Exception {
        Path file = Files.write(dir.resolve("cut.bin"), Samples.bytes(random, FITS));
        AtomicBoolean filled = new AtomicBoolean();
        full(file, new Push.Listener() {
            @Override
            public void sending(long doneBytes, long totalBytes) {
                if (filled.compareAndSet(false, true)) {
                    try {
                        disk.fill(100_000);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
        assertThat(read("shared.bin")).isEqualTo(shared);
        disk.free();
        assertThat(Way.GRPC.upload(peer, "refused.bin", Files.readAllBytes(file), false))
                .isEmpty();
        delete("refused.bin");
    }

    @Test
    void noInodesLeftIsStorageFullToo() throws Exception {
        disk.useAllInodes();
        full(Files.write(dir.resolve("small.bin"), Samples.bytes(random, 1_000)), new Push.Listener() {});
        assertThat(Way.PUT.upload(peer, "refused.bin", new byte[1_000], false)).contains(Reason.STORAGE_FULL);
        refused++;
    }

    @Test
    void clientWhoseDiskIsFullSaysSoAndNothingHasTheName() throws Exception {
        Path here = dir.resolve("client");
        try (SmallDisk small = SmallDisk.mount(here.resolve("target"))) {
            small.fill(50_000);
            Client.Said said = new Client(here)
                    .run(peer, "--action", "download_grpc", "--filename", "shared.bin", "--output", "target/");
            assertThat(said.exit()).as(said.toString()).isEqualTo(6);
            assertThat(said.err()).contains(Reason.STORAGE_FULL.name());
            assertThat(here.resolve("target/shared.bin")).doesNotExist();
            refused++;
        }
    }

    private static void full(Path file, Push.Listener listener) {
        try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
            Push push = new Push(file, new FileName("refused.bin"), false, target, listener);
            assertThatThrownBy(push::run)
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORAGE_FULL));
            refused++;
        }
    }

    private static byte[] read(String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url() + "/files/" + name))
                .build();
        return PeerProcess.HTTP
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static void delete(String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url() + "/files/" + name))
                .DELETE()
                .build();
        assertThat(PeerProcess.HTTP
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(204);
    }
}
