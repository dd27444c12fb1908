package io.parvada.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain aria2c, told one URL of one peer, against three that hold the file under three names. */
class Aria2IT {

    private static final int SIZE = 60_000_000;
    private static final List<String> NAMES = List.of("film.bin", "dir/film.bin", "other name.bin");

    @TempDir
    Path dir;

    private final byte[] content = new byte[SIZE];
    private List<PeerProcess> peers;
    private Path out;

    @BeforeEach
    void start() throws Exception {
        Required.that(hasAria2(), "no aria2c");
        new Random(5).nextBytes(content);
        out = Files.createDirectories(dir.resolve("out"));
        peers = PeerProcess.network(dir, NAMES.size());
        for (int i = 0; i < NAMES.size(); i++) {
            Path file = peers.get(i).share.resolve(NAMES.get(i));
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            // Old enough to be hashed at once.
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        }
        Waiting.until("all pieces and holders are known", Duration.ofSeconds(60), () -> {
            String metalink = peers.get(0).get("/files/film.bin.meta4").body();
            return metalink.contains("<pieces") && metalink.split("<url ", -1).length == NAMES.size() + 1;
        });
    }

    @AfterEach
    void stop() {
        if (peers != null) {
            peers.forEach(PeerProcess::close);
        }
    }

    @Test
    void severalPeersServeAndOneIsKilledInTheMiddle() throws Exception {
        Process download = aria2("--max-overall-download-limit=10M");
        Waiting.until("all three serve", Duration.ofSeconds(30), () -> served(0) && served(1) && served(2));

        peers.get(1).kill();

        fetched(download);
    }

    @Test
    void aHolderWhoseBytesHaveRottenIsNotBelieved() throws Exception {
        Path file = peers.get(2).share.resolve(NAMES.get(2));
        FileTime time = Files.getLastModifiedTime(file);
        // The time is put back so soon that no scan looks between: the index is stale, and does not know it.
        try (RandomAccessFile rotting = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = 0; at < SIZE; at += 5_000_000) {
                rotting.seek(at);
                rotting.write(content[at] ^ 1);
            }
        }
        Files.setLastModifiedTime(file, time);

        fetched(aria2());
    }

    private void fetched(Process download) throws Exception {
        String said = new String(download.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(download.waitFor()).as(said).isZero();
        assertThat(Files.readAllBytes(out.resolve("film.bin"))).as(said).isEqualTo(content);
    }

    private boolean served(int peer) throws IOException {
        return Files.readAllLines(peers.get(peer).log()).stream().anyMatch(line -> line.contains(".bin 206 "));
    }

    // Three connections, as aria2c counts them by host name and all peers are on one.
    private Process aria2(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "aria2c",
                "--no-conf",
                "-x3",
                "-s3",
                "--min-split-size=1M",
                "--follow-metalink=mem",
                "--summary-interval=0",
                "--dir=" + out));
        command.addAll(List.of(more));
        command.add(peers.get(0).url() + "/files/film.bin");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static boolean hasAria2() throws InterruptedException {
        try {
            return new ProcessBuilder("aria2c", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
