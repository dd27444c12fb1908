package io.parvada.transfer.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Hashes, sizes and indexes from outside are values that cannot be wrong, or are refused with a reason. */
class ValuesPropertyTest {

    private static final long MOST = (long) Integer.MAX_VALUE * Pieces.PIECE_BYTES;

    @Property(tries = 500, seed = "70")
    void aHashHas32BytesAndNoOtherLength(@ForAll @Size(max = 80) byte[] bytes) {
        if (bytes.length == Sha256.BYTES) {
            assertThat(Sha256.ofBytes(bytes).toBytes()).isEqualTo(bytes);
        } else {
            refused(Reason.INVALID_REQUEST, () -> Sha256.ofBytes(bytes));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length >= Sha256.BYTES) {
            assertThat(Sha256.read(buffer).toBytes()).isEqualTo(Arrays.copyOf(bytes, Sha256.BYTES));
            assertThat(buffer.position()).isEqualTo(Sha256.BYTES);
        } else {
            refused(Reason.INVALID_REQUEST, () -> Sha256.read(buffer));
        }
    }

    @Property(tries = 300, seed = "71")
    void hexadecimalGoesBothWaysInEitherCase(@ForAll @Size(32) byte[] bytes) {
        Sha256 hash = Sha256.ofBytes(bytes);

        assertThat(Sha256.parse(hash.hex())).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(Sha256.parse(hash.hex().toUpperCase(Locale.ROOT))).isEqualTo(hash);
    }

    @Property(tries = 500, seed = "72")
    void textThatIsNotSixtyFourHexadecimalDigitsIsRefused(
            @ForAll String text,
            @ForAll char wrong,
            @ForAll @IntRange(max = 63) int at,
            @ForAll @Size(32) byte[] bytes) {
        String hex = Sha256.ofBytes(bytes).hex();
        if (Character.digit(wrong, 16) < 0) {
            refused(Reason.INVALID_REQUEST, () -> Sha256.parse(hex.substring(0, at) + wrong + hex.substring(at + 1)));
        }
        refused(Reason.INVALID_REQUEST, () -> Sha256.parse(hex.substring(0, at)));
        refused(Reason.INVALID_REQUEST, () -> Sha256.parse(hex + text + "0"));
    }

    @Property(tries = 500, seed = "73")
    void aSizeIsCutWholeOrRefused(@ForAll long size) {
        if (size < 0) {
            refused(Reason.INVALID_REQUEST, () -> new Pieces(size));
            refused(Reason.INVALID_REQUEST, () -> new ContentId(size, Sha256.of(new byte[1])));
        } else if (size > MOST) {
            refused(Reason.TOO_LARGE, () -> new Pieces(size));
        } else {
            assertWhole(new Pieces(size));
        }
    }

    @Property(tries = 500, seed = "74")
    void aSizeWithinBoundsIsCutWhole(@ForAll @LongRange(min = 1, max = MOST) long size) {
        assertWhole(new Pieces(size));
    }

    @Property(tries = 500, seed = "75")
    void anIndexOrOffsetOutsideIsRefused(
            @ForAll @LongRange(max = MOST) long size, @ForAll int piece, @ForAll long offset) {
        Pieces pieces = new Pieces(size);
        if (piece < 0 || piece >= pieces.count()) {
            refused(Reason.INVALID_RANGE, () -> pieces.offset(piece));
            refused(Reason.INVALID_RANGE, () -> pieces.length(piece));
        }
        if (offset < 0 || offset >= size) {
            refused(Reason.INVALID_RANGE, () -> pieces.at(offset));
        } else {
            int at = pieces.at(offset);
            assertThat(offset - pieces.offset(at)).isBetween(0L, pieces.length(at) - 1L);
        }
    }

    private static void assertWhole(Pieces pieces) {
        if (pieces.count() == 0) {
            assertThat(pieces.sizeBytes()).isZero();
            return;
        }
        int last = pieces.count() - 1;
        assertThat(pieces.offset(0)).isZero();
        assertThat(pieces.offset(last) + pieces.length(last)).isEqualTo(pieces.sizeBytes());
        assertThat(pieces.length(last)).isBetween(1, Pieces.PIECE_BYTES);
        assertThat(pieces.hasLayer()).isEqualTo(last > 0);
        assertThat(pieces.proofHeight()).isBetween(0, Pieces.PIECE_HEIGHT);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
