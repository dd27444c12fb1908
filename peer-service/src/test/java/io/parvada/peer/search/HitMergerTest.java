package io.parvada.peer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HitMergerTest {

    private static final Sha256 ROOT = Sha256.of(new byte[] {1});

    private final HitMerger hits =
            new HitMerger(Question.of("a.txt", null, false), 100, peer(9_999), id -> Optional.empty());

    @Test
    void holdersThatDoNotFitAreSaidToBeMissing() {
        hits.addRemote(answer(0, 200));
        hits.addRemote(answer(100, 256));
        assertThat(hits.truncated()).isFalse();

        hits.addRemote(answer(256, 257));

        assertThat(hits.truncated()).isTrue();
        assertThat(hits.full()).isFalse();
        assertThat(hits.hits().get(0).peers()).hasSize(HitMerger.MOST_HOLDERS);
    }

    private static SearchAnswer answer(int from, int to) {
        List<Peer> holders =
                IntStream.range(from, to).mapToObj(HitMergerTest::peer).toList();
        Hit hit = new Hit(new FileName("a.txt"), 1, null, ROOT, holders);
        return new SearchAnswer(
                "a.txt", null, new UUID(1, 2), 3, 16, 100, 2000, List.of(hit), null, true, false, 1, null);
    }

    private static Peer peer(int number) {
        StringBuilder id = new StringBuilder();
        for (int rest = number; id.length() < 26; rest /= 26) {
            id.append((char) ('a' + rest % 26));
        }
        return new Peer(
                new PeerId(id.toString()),
                "peer" + number,
                PeerUrl.parse("http://10.0.0.1:" + (1_000 + number)),
                HostPort.parse("10.0.0.1:" + (20_000 + number)),
                List.of());
    }
}
