package io.parvada.transfer.storage;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import java.nio.ByteBuffer;
import java.util.Random;

/** Seeded bytes with their content id and layer, small enough for memory. */
record Sample(byte[] bytes, ContentId content, ByteBuffer layer) {

    static Sample of(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        ByteBuffer layer = ByteBuffer.allocate(Math.max(1, new Pieces(size).count()) * Sha256.BYTES);
        ContentHasher hasher = new ContentHasher((index, hash) -> hash.writeTo(layer));
        hasher.update(ByteBuffer.wrap(bytes));
        ContentId content = hasher.finish().content();
        return new Sample(bytes, content, layer.flip());
    }

    Pieces pieces() {
        return content.pieces();
    }

    ByteBuffer piece(int index) {
        return ByteBuffer.wrap(bytes).slice((int) pieces().offset(index), pieces().length(index));
    }

    /** Proves the layer, where there is one. */
    void layerInto(StagedFile staged) {
        if (pieces().hasLayer() && !staged.layerProven()) {
            staged.layer(0, layer.duplicate());
            staged.proveLayer();
        }
    }

    void into(StagedFile staged) {
        layerInto(staged);
        for (int i = 0; i < pieces().count(); i++) {
            staged.write(i, piece(i));
        }
    }
}
