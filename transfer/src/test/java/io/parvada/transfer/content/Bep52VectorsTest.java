package io.parvada.transfer.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shared vectors of BEP 52, as libtorrent writes them. */
class Bep52VectorsTest {

    record Vector(int size, Sha256 sha256, Sha256 root, List<Sha256> layer) {
        byte[] bytes() {
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (i * 131 + (i >> 8) * 7 + 13);
            }
            return bytes;
        }
    }

    static Stream<Vector> vectors() throws Exception {
        try (InputStream in = Bep52VectorsTest.class.getResourceAsStream("/bep52-vectors.json")) {
            JsonNode vectors = new JsonMapper().readTree(in).get("vectors");
            return vectors.valueStream().map(Bep52VectorsTest::vector).toList().stream();
        }
    }

    private static Vector vector(JsonNode v) {
        return new Vector(
                v.get("size").asInt(),
                Sha256.parse(v.get("sha256").asString()),
                Sha256.parse(v.get("root").asString()),
                v.get("piece_layer_1MiB")
                        .valueStream()
                        .map(h -> Sha256.parse(h.asString()))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void onePassTellsRootSha256AndLayerWhateverTheBufferSizes(Vector v) {
        for (int step : new int[] {v.size(), 7_919, 16_384, 1_048_577}) {
            List<Sha256> layer = new ArrayList<>();
            ContentHasher hasher = new ContentHasher((index, hash) -> layer.add(index, hash));
            ByteBuffer all = ByteBuffer.wrap(v.bytes());
            while (all.hasRemaining()) {
                int n = Math.min(step, all.remaining());
                hasher.update(all.slice(all.position(), n));
                all.position(all.position() + n);
            }
            ContentHasher.Hashed hashed = hasher.finish();
            assertThat(hashed.content()).isEqualTo(new ContentId(v.size(), v.root()));
            assertThat(hashed.sha256()).isEqualTo(v.sha256());
            assertThat(layer).isEqualTo(v.layer().isEmpty() ? List.of(v.root()) : v.layer());
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void eachPieceHashesToItsLayerEntryOrToTheRoot(Vector v) {
        Pieces pieces = new Pieces(v.size());
        PieceHasher hasher = new PieceHasher();
        ByteBuffer all = ByteBuffer.wrap(v.bytes());
        for (int i = 0; i < pieces.count(); i++) {
            ByteBuffer piece = all.slice((int) pieces.offset(i), pieces.length(i));
            Sha256 expected = pieces.hasLayer() ? v.layer().get(i) : v.root();
            assertThat(hash(hasher, piece, pieces.proofHeight())).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aLayerProvesItsRootAndNoOther(Vector v) {
        LayerFold fold = new LayerFold(new ContentId(v.size(), v.root()));
        v.layer().forEach(fold::add);
        fold.prove();

        if (!v.layer().isEmpty()) {
            LayerFold wrong = new LayerFold(new ContentId(v.size(), Sha256.of(new byte[] {1})));
            v.layer().forEach(wrong::add);
            assertThatThrownBy(wrong::prove).isInstanceOf(PeerException.class);
        }
    }

    private static Sha256 hash(PieceHasher hasher, ByteBuffer piece, int proofHeight) {
        hasher.update(piece);
        return hasher.finish(proofHeight);
    }
}
