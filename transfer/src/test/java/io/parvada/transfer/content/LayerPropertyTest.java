package io.parvada.transfer.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A layer is accepted if it is the layer, and whatever else a holder sends is CORRUPT_SOURCE. */
class LayerPropertyTest {

    private static final int MOST = 300;

    /** One way to be wrong; at is any index of the layer. */
    private enum Lie {
        ONE_SHORT {
            @Override
            void tell(List<Sha256> layer, int at) {
                layer.remove(layer.size() - 1);
            }
        },
        ONE_MISSING {
            @Override
            void tell(List<Sha256> layer, int at) {
                layer.remove(at);
            }
        },
        NONE {
            @Override
            void tell(List<Sha256> layer, int at) {
                layer.clear();
            }
        },
        ONE_LONG {
            @Override
            void tell(List<Sha256> layer, int at) {
                layer.add(layer.get(at));
            }
        },
        ONE_TWICE {
            @Override
            void tell(List<Sha256> layer, int at) {
                layer.add(at, layer.get(at));
            }
        },
        SWAPPED {
            @Override
            void tell(List<Sha256> layer, int at) {
                Collections.swap(layer, at, (at + 1) % layer.size());
            }
        },
        BIT_FLIPPED {
            @Override
            void tell(List<Sha256> layer, int at) {
                byte[] hash = layer.get(at).toBytes();
                hash[at % 32] ^= (byte) (1 << at % 8);
                layer.set(at, Sha256.ofBytes(hash));
            }
        },
        HOLE {
            @Override
            void tell(List<Sha256> layer, int at) {
                layer.set(at, FoldingTree.zeroSubtree(Pieces.PIECE_HEIGHT));
            }
        },
        HOLE_AT_THE_END {
            @Override
            void tell(List<Sha256> layer, int at) {
                layer.add(FoldingTree.zeroSubtree(Pieces.PIECE_HEIGHT));
            }
        },
        PARENTS_FOR_CHILDREN {
            @Override
            void tell(List<Sha256> layer, int at) {
                Sha256 root = ReferenceTree.rootOf(layer);
                layer.clear();
                layer.add(root);
            }
        };

        abstract void tell(List<Sha256> layer, int at);
    }

    @Property(tries = 300, seed = "60")
    void theLayerProvesWhateverTheNumberOfPieces(
            @ForAll @IntRange(min = 2, max = MOST) int pieces, @ForAll @IntRange(max = 9) int cut, @ForAll long seed) {
        List<Sha256> layer = layer(pieces, seed);

        assertThat(failure(content(layer, cut), layer)).isNull();
    }

    @Property(tries = 2000, seed = "61")
    void aWrongLayerIsCorruptAndNothingElse(
            @ForAll @IntRange(min = 2, max = MOST) int pieces,
            @ForAll @IntRange(max = MOST) int at,
            @ForAll Lie lie,
            @ForAll long seed) {
        List<Sha256> layer = layer(pieces, seed);
        ContentId content = content(layer, 0);

        lie.tell(layer, at % pieces);

        assertThat(failure(content, layer)).isEqualTo(Reason.CORRUPT_SOURCE);
    }

    @Property(tries = 500, seed = "62")
    void aLayerProvesNoOtherSize(
            @ForAll @IntRange(min = 2, max = MOST) int pieces,
            @ForAll @IntRange(min = 1, max = MOST) int others,
            @ForAll long seed) {
        List<Sha256> layer = layer(pieces, seed);
        ContentId other = new ContentId((long) others * Pieces.PIECE_BYTES, ReferenceTree.rootOf(layer));

        assertThat(failure(other, layer)).isEqualTo(others == pieces ? null : Reason.CORRUPT_SOURCE);
    }

    /** The tree above both is the same; only the size tells that the fourth piece is missing. */
    @Example
    void threePiecesPaddedToFourAreNotFour() {
        List<Sha256> three = layer(3, 1);
        List<Sha256> four = new ArrayList<>(three);
        four.add(FoldingTree.zeroSubtree(Pieces.PIECE_HEIGHT));
        ContentId lie = new ContentId(4L * Pieces.PIECE_BYTES, ReferenceTree.rootOf(three));

        assertThat(ReferenceTree.rootOf(four)).isEqualTo(lie.root());
        assertThat(failure(lie, four)).isEqualTo(Reason.CORRUPT_SOURCE);
        assertThat(failure(lie, three)).isEqualTo(Reason.CORRUPT_SOURCE);
    }

    /** Null for a layer that proves; what is thrown is a PeerException, or fails the test as it is. */
    private static Reason failure(ContentId content, List<Sha256> layer) {
        LayerFold fold = new LayerFold(content);
        try {
            layer.forEach(fold::add);
            fold.prove();
            return null;
        } catch (PeerException e) {
            return e.reason();
        }
    }

    private static List<Sha256> layer(int pieces, long seed) {
        Random random = new Random(seed);
        List<Sha256> layer = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            byte[] hash = new byte[Sha256.BYTES];
            random.nextBytes(hash);
            layer.add(Sha256.ofBytes(hash));
        }
        return layer;
    }

    private static ContentId content(List<Sha256> layer, int missingBytes) {
        return new ContentId((long) layer.size() * Pieces.PIECE_BYTES - missingBytes, ReferenceTree.rootOf(layer));
    }
}
