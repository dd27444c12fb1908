package io.parvada.cli;

import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentHasher.Hashed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/** Bytes that a test peer shares, with what the network says of them. */
record SharedBytes(byte[] bytes, Hashed hashed, byte[] layer) {

    static SharedBytes of(byte[] bytes) {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        ContentHasher hasher = new ContentHasher((index, hash) -> layer.writeBytes(hash.toBytes()));
        hasher.update(ByteBuffer.wrap(bytes));
        return new SharedBytes(bytes, hasher.finish(), layer.toByteArray());
    }

    static SharedBytes random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return of(bytes);
    }

    String root() {
        return hashed.content().root().hex();
    }

    long size() {
        return bytes.length;
    }
}
