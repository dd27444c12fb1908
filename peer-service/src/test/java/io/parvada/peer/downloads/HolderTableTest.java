package io.parvada.peer.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HolderTableTest {

    private final HolderTable table = new HolderTable();

    @Test
    void aLiarUnderAnHonestHoldersNameIsBlamedAloneWhenOneSearchFindsBoth() {
        Peer honest = peer("a", "nas");
        Peer liar = peer("b", "nas");
        List<HolderTable.Candidate> next = table.next(List.of(honest, liar), id -> Optional.empty(), 8);
        assertThat(next).extracting(HolderTable.Candidate::label).doesNotHaveDuplicates();
        next.forEach(each -> table.joined(each.label()));

        String label = next.stream()
                .filter(each -> each.peer().equals(liar))
                .findFirst()
                .orElseThrow()
                .label();
        table.lost(label, new PeerException(Reason.CORRUPT_SOURCE, "wrong bytes in piece 3"));
        table.begin();
        assertThat(table.next(List.of(honest, liar), id -> Optional.empty(), 8))
                .extracting(HolderTable.Candidate::peer)
                .containsExactly(honest);
    }

    private static Peer peer(String letter, String name) {
        return new Peer(
                new PeerId(letter.repeat(26)),
                name,
                PeerUrl.parse("http://localhost:8001"),
                new HostPort("localhost", 50051),
                List.of());
    }
}
