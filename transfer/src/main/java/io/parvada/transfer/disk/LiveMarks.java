package io.parvada.transfer.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers noted in a file without syncing it: four bytes each, in the kernel's memory, so that a note costs 2 µs, outlives
 * the process that made it, and is void after the machine has stopped, when what it speaks of may be lost too. The file
 * names the boot (Linux's boot_id) and the subject it is about; of another boot or subject, or torn, it is as good as
 * none. A mark is the CRC-32C of that and of its number, so that no damaged byte passes for one. On a system without
 * boot_id nothing is noted. Thread-safe.
 */
public final class LiveMarks implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveMarks.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int MAGIC = 0x50564C4D; // PVLM
    private static final int MARK_BYTES = Integer.BYTES;
    private static final int BATCH = 16 * 1024;

    private final DiskFile file; // null where nothing is noted
    private final byte[] header;

    private LiveMarks(DiskFile file, byte[] header) {
        this.file = file;
        this.header = header;
    }

    public static LiveMarks none() {
        return new LiveMarks(null, new byte[0]);
    }

    /** Anew, in place of what is at {@code path}. */
    public static LiveMarks create(Path path, byte[] subject) throws IOException {
        Files.deleteIfExists(path);
        byte[] header = header(subject);
        if (header.length == 0) {
            return none();
        }
        DiskFile file = DiskFile.create(path);
        try {
            file.write(ByteBuffer.wrap(header), 0);
            return new LiveMarks(file, header);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** What was noted in this boot about {@code subject}, below {@code bound}; else empty. */
    public static BitSet load(Path path, byte[] subject, int bound) throws IOException {
        BitSet marks = new BitSet();
        byte[] header = header(subject);
        if (header.length == 0 || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return marks;
        }
        try (DiskFile file = DiskFile.open(path)) {
            long size = file.size();
            if (size < header.length || !Arrays.equals(file.read(0, header.length), header)) {
                return marks;
            }
            int count = (int) Math.min(bound, (size - header.length) / MARK_BYTES);
            for (int first = 0; first < count; first += BATCH) {
                int n = Math.min(BATCH, count - first);
                ByteBuffer batch = ByteBuffer.wrap(file.read(at(header, first), n * MARK_BYTES));
                for (int index = first; index < first + n; index++) {
                    marks.set(index, batch.getInt() == mark(header, index));
                }
            }
        }
        return marks;
    }

    /** A mark that cannot be made is one that is missing later: nothing fails. */
    public void set(int index) {
        if (file == null) {
            return;
        }
        try {
            file.write(ByteBuffer.allocate(MARK_BYTES).putInt(0, mark(header, index)), at(header, index));
        } catch (IOException e) {
            LOG.debug("A piece is not noted", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private static long at(byte[] header, int index) {
        return header.length + (long) index * MARK_BYTES;
    }

    /** Never 0, which is what stands where nothing was noted. */
    private static int mark(byte[] header, int index) {
        CRC32C crc = new CRC32C();
        crc.update(header);
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, index));
        return (int) crc.getValue() | 1;
    }

    private static byte[] header(byte[] subject) {
        byte[] boot;
        try {
            boot = Files.readString(BOOT_ID).strip().getBytes(StandardCharsets.US_ASCII);
        } catch (IOException notLinux) {
            return new byte[0];
        }
        ByteBuffer header = ByteBuffer.allocate(4 + 1 + boot.length + subject.length + 4);
        header.putInt(MAGIC).put((byte) boot.length).put(boot).put(subject);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.position());
        return header.putInt((int) crc.getValue()).array();
    }
}
