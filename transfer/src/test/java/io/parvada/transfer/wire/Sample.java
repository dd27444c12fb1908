package io.parvada.transfer.wire;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A real file of seeded bytes with its content id and layer. */
record Sample(Path file, byte[] bytes, ContentHasher.Hashed hashed, byte[] layer) {

    static Sample in(Path directory, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        ByteBuffer layer = ByteBuffer.allocate(Math.max(1, new Pieces(size).count()) * Sha256.BYTES);
        ContentHasher hasher = new ContentHasher((index, hash) -> hash.writeTo(layer));
        hasher.update(ByteBuffer.wrap(bytes));
        Path file = Files.write(directory.resolve("sample-" + size), bytes);
        return new Sample(file, bytes, hasher.finish(), layer.array());
    }

    ContentId content() {
        return hashed.content();
    }

    Pieces pieces() {
        return content().pieces();
    }
}
