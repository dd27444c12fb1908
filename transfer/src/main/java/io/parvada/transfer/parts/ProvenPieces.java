package io.parvada.transfer.parts;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Pieces;
import io.parvada.transfer.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Which pieces of a staged file are proven, in memory and as a state file beside it: magic, version, size, root, one bit
 * a piece, CRC-32C of all that; big-endian. A state file that is torn, foreign or of another content is as good as none:
 * that costs work and never correctness. Thread-safe.
 */
public final class ProvenPieces {

    private static final int MAGIC = 0x50565354; // PVST
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 4 + 4 + 8 + 32;
    private static final int CRC_BYTES = 4;

    private final ContentId content;
    private final Pieces pieces;
    private final BitSet proven; // guarded by this
    private long provenBytes; // guarded by this

    private ProvenPieces(ContentId content, BitSet proven) {
        this.content = content;
        this.pieces = content.pieces();
        this.proven = proven;
        this.provenBytes = proven.stream().mapToLong(pieces::length).sum();
    }

    static ProvenPieces none(ContentId content) {
        return new ProvenPieces(content, new BitSet());
    }

    /** What {@code state} says of this content; empty if there is none or it cannot be believed. */
    static Optional<ProvenPieces> load(Path state, ContentId content) throws IOException {
        int bitmapBytes = bitmapBytes(content);
        try {
            // Asked first, so that a foreign file of any size is never read into memory.
            if (Files.isSymbolicLink(state) || Files.size(state) != HEADER_BYTES + bitmapBytes + CRC_BYTES) {
                return Optional.empty();
            }
            return parse(Files.readAllBytes(state), content, bitmapBytes);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static Optional<ProvenPieces> parse(byte[] bytes, ContentId content, int bitmapBytes) {
        int crcAt = HEADER_BYTES + bitmapBytes;
        if (bytes.length != crcAt + CRC_BYTES) {
            return Optional.empty();
        }
        ByteBuffer expected = header(content);
        boolean ours = Arrays.equals(bytes, 0, HEADER_BYTES, expected.array(), 0, HEADER_BYTES);
        boolean whole = ByteBuffer.wrap(bytes).getInt(crcAt) == crc(bytes, crcAt);
        BitSet bits = BitSet.valueOf(ByteBuffer.wrap(bytes, HEADER_BYTES, bitmapBytes));
        if (!ours || !whole || bits.length() > content.pieces().count()) {
            return Optional.empty();
        }
        return Optional.of(new ProvenPieces(content, bits));
    }

    public synchronized boolean contains(int piece) {
        return proven.get(piece);
    }

    /** False if it was there. */
    synchronized boolean add(int piece) {
        if (proven.get(piece)) {
            return false;
        }
        proven.set(piece);
        provenBytes += pieces.length(piece);
        return true;
    }

    public synchronized BitSet copy() {
        return (BitSet) proven.clone();
    }

    public synchronized long bytes() {
        return provenBytes;
    }

    public synchronized boolean all() {
        return provenBytes == content.sizeBytes();
    }

    /** How far the data file must reach for its pieces to be there. */
    synchronized long reach() {
        return proven.isEmpty() ? 0 : pieces.offset(proven.length() - 1) + pieces.length(proven.length() - 1);
    }

    /** What was noted without syncing, now synced, of a data file of that size. */
    synchronized void addAll(BitSet noted, long dataBytes) {
        noted.stream()
                .filter(piece -> pieces.offset(piece) + pieces.length(piece) <= dataBytes)
                .forEach(this::add);
    }

    /** Replaces the state file by one that says {@code which}; to be called only when those are durable. */
    void save(Path state, BitSet which) throws IOException {
        int bitmapBytes = bitmapBytes(content);
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + bitmapBytes + CRC_BYTES);
        out.put(header(content).array()).put(which.toByteArray());
        out.putInt(HEADER_BYTES + bitmapBytes, crc(out.array(), HEADER_BYTES + bitmapBytes));
        Path next = next(state);
        Files.deleteIfExists(next);
        try (DiskFile file = DiskFile.create(next)) {
            file.write(out.rewind(), 0);
            if (!which.isEmpty()) {
                file.force(false);
            }
        }
        Files.move(next, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What a new state is called until it is whole. */
    static Path next(Path state) {
        return state.resolveSibling(state.getFileName() + ".next");
    }

    private static ByteBuffer header(ContentId content) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(MAGIC).putInt(VERSION).putLong(content.sizeBytes());
        content.root().writeTo(header);
        return header;
    }

    private static int bitmapBytes(ContentId content) {
        return (content.pieces().count() + 7) / 8;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
