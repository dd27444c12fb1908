package io.parvada.peer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.address.PeerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MutablePropertySources;

@ExtendWith(OutputCaptureExtension.class)
class ConfigWatchTest {

    private static final Function<ConfigFile, PeerConfig> UNDERSTAND = file -> {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(file);
        return PeerConfigReader.read(new RawSettings(sources));
    };

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();
    private Path file;
    private LiveSettings live;
    private ConfigWatch watch;
    private long second;

    @BeforeEach
    void startWithOneFriend() throws IOException {
        file = directory.resolve("peer.json");
        write("\"friends\": [\"http://a:1\"]");
        PeerConfig running = UNDERSTAND.apply(ConfigFile.load(file));
        live = new LiveSettings(running.friends(), running.limits());
        live.onChange(() -> told.add(live.friends().toString()));
        watch = new ConfigWatch(file, running, UNDERSTAND, live, null);
        watch.look();
    }

    @AfterEach
    void nothingWasToldTwice() {
        assertThat(told).doesNotHaveDuplicates();
    }

    @Test
    void changedFriendsAndLimitsAreTakenAtOnce() throws IOException {
        write("\"friends\": [\"http://a:1\", \"http://b:1\"], \"limits\": { \"max_transfers\": 2 }");
        watch.look();
        watch.look();
        assertThat(live.friends()).containsExactly(PeerUrl.parse("http://a:1"), PeerUrl.parse("http://b:1"));
        assertThat(live.limits().maxTransfers()).isEqualTo(2);
        assertThat(told).containsExactly("[http://a:1, http://b:1]");
    }

    @Test
    void unchangedFileIsNotReadAgain() {
        watch.look();
        assertThat(told).isEmpty();
    }

    @Test
    void wrongFileIsOneLineAndTheOldSettingsStay(CapturedOutput output) throws IOException {
        write("\"friends\": [\"\"]");
        watch.look();
        watch.look();
        assertThat(live.friends()).containsExactly(PeerUrl.parse("http://a:1"));
        assertThat(output).containsOnlyOnce("the old one stays: " + file + ":1: peer.friends[0] is \"\"; accepted: ");
        write("\"friends\": [\"http://b:1\"]");
        watch.look();
        assertThat(live.friends()).containsExactly(PeerUrl.parse("http://b:1"));
    }

    @Test
    void keysThatNeedARestartAreNamedInOneLine(CapturedOutput output) throws IOException {
        write("\"name\": \"other\", \"rest_port\": 9, \"search\": { \"ttl\": 1 }, \"friends\": [\"http://a:1\"]");
        watch.look();
        assertThat(output)
                .containsOnlyOnce(file + " has changed; a restart is needed for ")
                .contains("peer.name, peer.self_url, peer.rest_port, peer.search");
        assertThat(told).isEmpty();
    }

    @Test
    void fileThatIsAwayForAMomentIsWaitedFor(CapturedOutput output) throws IOException {
        Files.delete(file);
        watch.look();
        write("\"friends\": []");
        watch.look();
        assertThat(live.friends()).isEmpty();
        assertThat(output).doesNotContain("the old one stays");
    }

    /** Each with a second of its own, as two changes by hand have. */
    private void write(String keys) throws IOException {
        Files.writeString(file, "{ \"peer\": { " + keys + " } }");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + 1_000 * ++second));
    }
}
