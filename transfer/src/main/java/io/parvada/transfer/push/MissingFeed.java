package io.parvada.transfer.push;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/** Reads the ranges that a receiver lacks, block by block. One thread, for one call. */
final class MissingFeed implements UploadTarget.Feed {

    private final LocalFile file;
    private final List<Upload.Missing> ranges;
    private final LongConsumer sent;
    private int range;
    private long within;

    /**
     * @param sent told of the bytes of each block
     * @throws PeerException PEER_UNREACHABLE unless the ranges are in order, apart and inside the file: so a receiver
     *     cannot ask for more than the file once
     */
    MissingFeed(LocalFile file, List<Upload.Missing> ranges, LongConsumer sent) {
        this.file = file;
        this.ranges = ranges;
        this.sent = sent;
        check(ranges, file.sizeBytes());
    }

    /** How many bytes the ranges have in all. Call only with ranges that were checked. */
    static long total(List<Upload.Missing> ranges) {
        return ranges.stream().mapToLong(Upload.Missing::length).sum();
    }

    @Override
    public long fill(ByteBuffer into) {
        if (range == ranges.size()) {
            return -1;
        }
        Upload.Missing missing = ranges.get(range);
        long offset = missing.offset() + within;
        int n = (int) Math.min(into.remaining(), missing.length() - within);
        file.read(offset, into.limit(into.position() + n));
        within += n;
        if (within == missing.length()) {
            range++;
            within = 0;
        }
        sent.accept(n);
        return offset;
    }

    static void check(List<Upload.Missing> ranges, long size) {
        long from = 0;
        for (Upload.Missing missing : ranges) {
            boolean inside = missing.offset() >= from
                    && missing.offset() <= size
                    && missing.length() > 0
                    && missing.length() <= size - missing.offset();
            if (!inside) {
                throw new PeerException(
                        Reason.PEER_UNREACHABLE, "the receiver asks for bytes that the file does not have");
            }
            from = missing.offset() + missing.length();
        }
    }
}
