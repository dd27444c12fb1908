package io.parvada.peer.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Question;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {

    private static final Question NEEDLE = Question.of("needle", null, false);
    private static final int FIRST_ID = 12;
    private static final int ENTRY = 26 + 8 + 4;

    private final Summary hay = summary("hay.txt");
    private final Summary needles = summary("needles.txt");
    private final PeerId a = id('a');
    private final PeerId b = id('b');
    private final PeerId c = id('c');

    @Test
    void whatWasToldIsRead() {
        Neighbourhood told = of(entry(b, needles), entry(a, hay), unknown(c));
        Neighbourhood read = Neighbourhood.parse(told.toBytes());

        assertThat(read.version()).isEqualTo(told.version());
        assertThat(read.held()).containsExactly(hay.version(), needles.version());
        assertThat(read.toBytes()).isEqualTo(told.toBytes());
        assertThat(Neighbourhood.parse(of().toBytes()).mayAnswer(NEEDLE, id -> false))
                .isFalse();
    }

    @Test
    void whoeverIsSparedOrSurelyHasNothingRulesOutAndAllElseDoesNot() {
        assertThat(of(entry(a, hay)).mayAnswer(NEEDLE, id -> false)).isFalse();
        assertThat(of(entry(a, hay), entry(b, needles)).mayAnswer(NEEDLE, id -> false))
                .isTrue();
        assertThat(of(entry(a, hay), entry(b, needles)).mayAnswer(NEEDLE, b::equals))
                .isFalse();
        assertThat(of(entry(a, hay), unknown(b)).mayAnswer(NEEDLE, id -> false)).isTrue();
        assertThat(of(entry(a, hay), new Neighbourhood.Entry(b, 7L, null)).mayAnswer(NEEDLE, id -> false))
                .isTrue();
        assertThat(of(entry(a, hay)).mayAnswer(Question.of("ha", null, false), id -> false))
                .as("two characters")
                .isTrue();
    }

    @Test
    void summariesThatTheCallerHoldsAreNotSentAndFilledIn() {
        Neighbourhood before = of(entry(a, hay), entry(b, hay));
        Neighbourhood now = of(entry(a, hay), entry(b, needles), unknown(c));

        Neighbourhood sent = now.without(entry -> entry.version().equals(hay.version()));

        assertThat(sent.held()).containsExactly(needles.version());
        assertThat(sent.version()).isEqualTo(now.version());
        assertThat(sent.whole(b)).isFalse();
        assertThat(sent.whole(a)).isTrue();
        assertThat(sent.filledFrom(before).toBytes()).isEqualTo(now.toBytes());
    }

    @Test
    void whatIsTooMuchForOneAnswerComesWithTheNext() {
        List<Neighbourhood.Entry> large = new ArrayList<>();
        for (char each : "abcde".toCharArray()) {
            byte[] filter = new byte[Summary.MOST_BYTES];
            filter[0] = (byte) each;
            large.add(entry(id(each), new Summary(Summary.HASHES, filter)));
        }
        Neighbourhood all = new Neighbourhood(large);
        Neighbourhood held = all.without(entry -> false);
        for (int answers = 1; !held.whole(null); answers++) {
            assertThat(answers).isLessThan(5);
            List<Long> had = held.held();
            Neighbourhood next = all.without(entry -> had.contains(entry.version()));
            assertThat(next.toBytes()).hasSizeLessThanOrEqualTo(Neighbourhood.MOST_ENCODED_BYTES);
            held = next.filledFrom(held);
        }
        assertThat(held.toBytes()).isEqualTo(all.toBytes());
    }

    @Test
    void whatNobodyTellsIsRefusedWithAReason() {
        byte[] two = of(entry(a, hay), entry(b, hay)).toBytes();
        byte[] unknown = of(unknown(a), unknown(b)).toBytes();
        int secondId = FIRST_ID + ENTRY;

        assertRefused(new byte[11], "a version and a count");
        assertRefused(Arrays.copyOf(two, two.length - 1), "within a summary");
        assertRefused(Arrays.copyOf(unknown, unknown.length - 1), "within a peer");
        assertRefused(Arrays.copyOf(two, two.length + 1), "ends with its last peer");
        assertRefused(ByteBuffer.wrap(two.clone()).putInt(8, 257).array(), "not 257");
        assertRefused(ByteBuffer.wrap(two.clone()).putInt(8, -1).array(), "not -1");
        assertRefused(ByteBuffer.wrap(two.clone()).putInt(FIRST_ID + 34, -1).array(), "within a summary");
        assertRefused(
                ByteBuffer.wrap(two.clone()).putInt(FIRST_ID + 34, 1 << 30).array(), "within a summary");
        assertRefused(ByteBuffer.wrap(two.clone()).putLong(0, 7).array(), "digest");
        assertRefused(ByteBuffer.wrap(two.clone()).putLong(FIRST_ID + 26, 7).array(), "version told there");
        assertRefused(put(unknown, FIRST_ID, "B"), "a peer id is");
        assertRefused(put(unknown, secondId, "a"), "each once");
        assertRefused(put(unknown, FIRST_ID, "c"), "in order");
    }

    private static byte[] put(byte[] encoded, int at, String letter) {
        byte[] changed = encoded.clone();
        byte[] id = letter.repeat(26).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(id, 0, changed, at, id.length);
        return changed;
    }

    private static void assertRefused(byte[] encoded, String why) {
        assertThatThrownBy(() -> Neighbourhood.parse(encoded))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }

    private static Neighbourhood of(Neighbourhood.Entry... entries) {
        return new Neighbourhood(List.of(entries));
    }

    private static Neighbourhood.Entry entry(PeerId id, Summary summary) {
        return new Neighbourhood.Entry(id, summary.version(), summary);
    }

    private static Neighbourhood.Entry unknown(PeerId id) {
        return new Neighbourhood.Entry(id, null, null);
    }

    private static PeerId id(char each) {
        return new PeerId(String.valueOf(each).repeat(26));
    }

    private static Summary summary(String name) {
        SummaryBuilder builder = new SummaryBuilder();
        builder.add(name, null);
        return builder.build();
    }
}
