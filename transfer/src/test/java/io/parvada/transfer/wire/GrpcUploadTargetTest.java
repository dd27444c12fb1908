package io.parvada.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.push.UploadTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcUploadTargetTest {

    @TempDir
    Path mine;

    @TempDir
    Path theirs;

    @Test
    void aReceiverThatCopiesGigabytesBeforeItAnswersTheOpenIsWaitedForAsForAReceipt() throws IOException {
        Sample sample = Sample.in(mine, 100);
        Duration none = Duration.ZERO;
        try (Receiver receiver = new Receiver(theirs);
                GrpcUploadTarget target =
                        new GrpcUploadTarget(receiver.server.channel(), none, Duration.ofMinutes(1))) {
            UploadTarget.State state = target.open(new FileName("a.bin"), sample.content(), false);
            assertThat(state.uploadId()).isEqualTo(Receiver.ID);
        }
    }
}
