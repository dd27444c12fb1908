package io.parvada.peer.directorystore;

import io.parvada.peer.directory.DirectoryStore;
import io.parvada.peer.directory.DirectoryStore.Found;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.query.Hit;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;

/** Rows in the order of their hits, put together to one page of hits. One thread. */
final class Hits {

    private static final int HIT_BYTES = 16;

    /** An entry with its holder, who is null where nobody's lease runs. Ordered by hit, then by holder. */
    record Row(byte[] hit, FileName name, String folded, long size, Sha256 root, Sha256 sha256, Peer holder)
            implements Comparable<Row> {

        boolean behind(byte[] after) {
            return Arrays.compareUnsigned(hit, after) > 0;
        }

        @Override
        public int compareTo(Row other) {
            int byHit = Arrays.compareUnsigned(hit, other.hit);
            if (byHit != 0 || holder == null || other.holder == null) {
                return byHit;
            }
            return holder.id().compareTo(other.holder.id());
        }

        /** A holder of many files is read once. */
        static final class Reader implements RowMapper<Row> {

            private final Map<String, Peer> holders = new HashMap<>();

            @Override
            public Row mapRow(ResultSet row, int number) throws SQLException {
                String id = row.getString("peer");
                Peer holder = id == null ? null : holders.get(id);
                if (id != null && holder == null) {
                    holder = SessionRows.peer(row);
                    holders.put(id, holder);
                }
                return new Row(
                        row.getBytes("hit"),
                        new FileName(row.getString("name")),
                        row.getString("folded"),
                        row.getLong("size"),
                        hash(row.getBytes("root")),
                        hash(row.getBytes("sha256")),
                        holder);
            }

            private static Sha256 hash(byte[] bytes) {
                return bytes == null || bytes.length == 0 ? null : Sha256.ofBytes(bytes);
            }
        }
    }

    private final int limit;
    private final List<List<Row>> groups = new ArrayList<>();
    private boolean full;

    Hits(int limit) {
        this.limit = limit;
    }

    /** Rows behind the page's last hit are not taken. */
    void add(Row row) {
        if (full || row.holder() == null) {
            return;
        }
        List<Row> last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
        if (last != null && Arrays.equals(last.get(0).hit(), row.hit())) {
            if (last.size() < DirectoryStore.MOST_HOLDERS) {
                last.add(row);
            }
        } else if (groups.size() == limit) {
            full = true;
        } else {
            groups.add(new ArrayList<>(List.of(row)));
        }
    }

    /**
     * @param end the hit up to which rows were read; null when there are none behind them
     * @param cut whether there are rows that no page will have
     */
    Found page(byte[] end, boolean cut) {
        byte[] next = end;
        if (full) {
            next = last();
        } else if (end != null && groups.size() > 1 && Arrays.equals(last(), end)) {
            groups.remove(groups.size() - 1); // its other holders may not have been read
            next = last();
        }
        return new Found(hits(), next == null ? null : cursor(next), cut);
    }

    private byte[] last() {
        return groups.get(groups.size() - 1).get(0).hit();
    }

    private List<Hit> hits() {
        return groups.stream().map(Hits::hit).toList();
    }

    private static Hit hit(List<Row> group) {
        Row first = group.get(0);
        Sha256 sha256 = group.stream()
                .map(Row::sha256)
                .filter(known -> known != null)
                .findFirst()
                .orElse(null);
        return new Hit(
                first.name(),
                first.size(),
                sha256,
                first.root(),
                group.stream().map(Row::holder).toList());
    }

    private static String cursor(byte[] hit) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hit);
    }

    /** The hit of a cursor; empty for null. @throws PeerException INVALID_REQUEST for a text that no page had */
    static byte[] behind(String cursor) {
        if (cursor == null) {
            return new byte[0];
        }
        try {
            byte[] hit = Base64.getUrlDecoder().decode(cursor);
            if (hit.length == HIT_BYTES) {
                return hit;
            }
        } catch (IllegalArgumentException notBase64) {
            // as below
        }
        throw new PeerException(Reason.INVALID_REQUEST, "after is the next of the page before");
    }
}
