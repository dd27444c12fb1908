package io.parvada.peer.summary;

import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Question;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What the neighbours of a peer surely do not share: the second level of an attenuated Bloom filter (Rhea and Kubiatowicz,
 * INFOCOM 2002), but each neighbour's own filter instead of their union, as a union of filters that
 * are each as large as its own elements need is full (docs/decisions/0024-the-second-level-is-not-a-union.md). In order of
 * id. Immutable.
 */
public final class Neighbourhood {

    /** Whoever has more tells of none. */
    public static final int MOST_NEIGHBOURS = 256;

    /** Of the filters in one answer; the others come with the next. */
    static final int MOST_FILTER_BYTES = 2 << 20;

    private static final int ID_BYTES = 26;
    private static final int VERSION_BYTES = Long.BYTES;
    private static final int HEADER_BYTES = VERSION_BYTES + Integer.BYTES;
    private static final int ENTRY_BYTES = ID_BYTES + VERSION_BYTES + Integer.BYTES;
    private static final long UNKNOWN = -1;

    /** Of {@link #toBytes}. */
    public static final int MOST_ENCODED_BYTES = HEADER_BYTES + MOST_NEIGHBOURS * ENTRY_BYTES + MOST_FILTER_BYTES;

    /**
     * One neighbour.
     *
     * @param version null where no fresh summary of it is known: it may share anything
     * @param summary of that version; null where it is not known, or was not sent
     */
    record Entry(PeerId id, Long version, Summary summary) {

        /** What is to be known of it, but for who needs not be told. */
        boolean missing() {
            return version != null && summary == null;
        }
    }

    private final long version;
    private final List<Entry> entries;

    Neighbourhood(List<Entry> entries) {
        this.entries = entries.stream().sorted(Comparator.comparing(Entry::id)).toList();
        this.version = digest(this.entries);
    }

    /**
     * What {@link #toBytes} made, by whomever.
     *
     * @throws PeerException INVALID_REQUEST for more neighbours than anyone tells of, any that stands twice, a summary that
     *     is none or not of the version that is told, and a version that is not this list's
     */
    public static Neighbourhood parse(byte[] encoded) {
        ByteBuffer from = ByteBuffer.wrap(encoded);
        check(encoded.length >= HEADER_BYTES, "a neighbourhood has a version and a count");
        long version = from.getLong();
        int count = from.getInt();
        check(count >= 0 && count <= MOST_NEIGHBOURS, "a neighbourhood has 0 to 256 peers, not " + count);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Entry entry = entry(from);
            boolean ascends = i == 0 || entries.get(i - 1).id().compareTo(entry.id()) < 0;
            check(ascends, "the peers of a neighbourhood stand in order, each once");
            entries.add(entry);
        }
        check(!from.hasRemaining(), "a neighbourhood ends with its last peer");
        Neighbourhood parsed = new Neighbourhood(entries);
        check(parsed.version == version, "the version of a neighbourhood is the digest of its list");
        return parsed;
    }

    private static Entry entry(ByteBuffer from) {
        check(from.remaining() >= ENTRY_BYTES, "a neighbourhood ends within a peer");
        byte[] id = new byte[ID_BYTES];
        from.get(id);
        long version = from.getLong();
        int length = from.getInt();
        check(length >= 0 && length <= from.remaining(), "a neighbourhood ends within a summary");
        byte[] encoded = new byte[length];
        from.get(encoded);
        Summary summary = length == 0 ? null : Summary.parse(encoded);
        check(
                summary == null || summary.version() == version,
                "a summary in a neighbourhood has the version told there");
        return new Entry(
                new PeerId(new String(id, StandardCharsets.US_ASCII)), version == UNKNOWN ? null : version, summary);
    }

    /**
     * Version (8 bytes, big-endian), count (4), and for each neighbour its id (26 characters), the version of its summary
     * (8; -1 where unknown), the length of the summary (4; 0 where it is not sent) and the summary.
     */
    public byte[] toBytes() {
        ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES
                + entries.stream().mapToInt(Neighbourhood::encodedBytes).sum());
        to.putLong(version).putInt(entries.size());
        for (Entry entry : entries) {
            Summary summary = entry.summary();
            putId(to, entry).putInt(summary == null ? 0 : summary.encodedBytes());
            if (summary != null) {
                summary.putInto(to);
            }
        }
        return to.array();
    }

    /** 0 to 2^52 - 1: a digest of ids and versions, whichever summaries are there. */
    public long version() {
        return version;
    }

    int sizeBytes() {
        return entries.stream().mapToInt(Neighbourhood::encodedBytes).sum();
    }

    /** False only if every neighbour but the spared ones surely shares nothing that answers the question. */
    boolean mayAnswer(Question question, Predicate<PeerId> spared) {
        return entries.stream()
                .anyMatch(entry -> !spared.test(entry.id())
                        && (entry.summary() == null || entry.summary().mayAnswer(question)));
    }

    /** Whether all summaries that are known are there, but for that of {@code except}. */
    boolean whole(PeerId except) {
        return entries.stream()
                .noneMatch(entry -> entry.missing() && !entry.id().equals(except));
    }

    /** The versions of the summaries that are there. */
    List<Long> held() {
        return entries.stream()
                .map(Entry::summary)
                .filter(Objects::nonNull)
                .map(Summary::version)
                .toList();
    }

    /** The same with summaries that were not sent taken from what the same peer told before. */
    Neighbourhood filledFrom(Neighbourhood before) {
        Map<Long, Summary> known = new HashMap<>();
        before.entries.stream()
                .filter(entry -> entry.summary() != null)
                .forEach(entry -> known.put(entry.version(), entry.summary()));
        return new Neighbourhood(entries.stream()
                .map(entry ->
                        entry.missing() ? new Entry(entry.id(), entry.version(), known.get(entry.version())) : entry)
                .toList());
    }

    /** As it is sent: without the summaries that the caller needs not, and no more of them than fit. */
    Neighbourhood without(Predicate<Entry> needless) {
        List<Entry> sent = new ArrayList<>();
        int bytes = 0;
        for (Entry entry : entries) {
            int more = entry.summary() == null || needless.test(entry)
                    ? 0
                    : entry.summary().encodedBytes();
            boolean goes = more > 0 && bytes + more <= MOST_FILTER_BYTES;
            bytes += goes ? more : 0;
            sent.add(goes ? entry : new Entry(entry.id(), entry.version(), null));
        }
        return new Neighbourhood(sent);
    }

    private static int encodedBytes(Entry entry) {
        return ENTRY_BYTES + (entry.summary() == null ? 0 : entry.summary().encodedBytes());
    }

    private static long digest(List<Entry> entries) {
        ByteBuffer list = ByteBuffer.allocate(entries.size() * (ID_BYTES + VERSION_BYTES));
        entries.forEach(entry -> putId(list, entry));
        return Summary.digest(list.array());
    }

    private static ByteBuffer putId(ByteBuffer to, Entry entry) {
        return to.put(entry.id().value().getBytes(StandardCharsets.US_ASCII))
                .putLong(entry.version() == null ? UNKNOWN : entry.version());
    }

    private static void check(boolean sound, String rule) {
        if (!sound) {
            throw new PeerException(Reason.INVALID_REQUEST, rule);
        }
    }
}
