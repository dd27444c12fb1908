package io.parvada.peer.directorystore;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.directory.DirectoryStore.Page;
import io.parvada.peer.directory.Session;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of sessions. */
final class SessionRows {

    private static final String SELECT =
            "SELECT peer, peer_name, url, grpc, addresses, account, public_key, lease_end FROM session ";

    private SessionRows() {}

    /** Epochs begin with the time, so that one of an earlier session of the same peer is never taken for one of this. */
    static void begin(JdbcTemplate jdbc, Session session, Instant now) {
        String sql =
                "INSERT INTO session (peer, account, peer_name, url, grpc, addresses, public_key, lease_end, epoch)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (peer) DO UPDATE SET account = excluded.account,"
                        + " peer_name = excluded.peer_name, url = excluded.url, grpc = excluded.grpc, addresses = excluded.addresses,"
                        + " public_key = excluded.public_key, lease_end = excluded.lease_end";
        Peer peer = session.peer();
        jdbc.update(
                sql,
                peer.id().value(),
                session.account(),
                peer.name(),
                peer.url().toString(),
                peer.grpc().toString(),
                lines(peer.addresses()),
                session.key(),
                session.leaseEnd().toEpochMilli(),
                now.toEpochMilli());
    }

    static boolean renew(JdbcTemplate jdbc, PeerId peer, Instant leaseEnd, Instant now) {
        String sql = "UPDATE session SET lease_end = ? WHERE peer = ? AND lease_end > ?";
        return jdbc.update(sql, leaseEnd.toEpochMilli(), peer.value(), now.toEpochMilli()) == 1;
    }

    static void end(JdbcTemplate jdbc, PeerId peer) {
        jdbc.update("DELETE FROM session WHERE peer = ?", peer.value());
    }

    static Optional<Session> find(JdbcTemplate jdbc, PeerId peer, Instant now) {
        String sql = SELECT + "WHERE peer = ? AND lease_end > ?";
        return jdbc.query(sql, (row, i) -> session(row), peer.value(), now.toEpochMilli()).stream()
                .findFirst();
    }

    static Page<Session> page(JdbcTemplate jdbc, String after, int limit, Instant now) {
        List<Session> oneMore = jdbc.query(
                SELECT + "WHERE peer > ? AND lease_end > ? ORDER BY peer LIMIT ?",
                (row, i) -> session(row),
                after == null ? "" : after,
                now.toEpochMilli(),
                limit + 1);
        return Pages.of(oneMore, limit, session -> session.peer().id().value());
    }

    static int deleteExpired(JdbcTemplate jdbc, Instant before, int most) {
        String sql = "DELETE FROM session WHERE lease_end < ? AND peer IN"
                + " (SELECT peer FROM session WHERE lease_end < ? ORDER BY lease_end LIMIT ?)";
        return jdbc.update(sql, before.toEpochMilli(), before.toEpochMilli(), most);
    }

    /** Of the columns peer, peer_name, url, grpc and addresses. */
    static Peer peer(ResultSet row) throws SQLException {
        return new Peer(
                new PeerId(row.getString("peer")),
                row.getString("peer_name"),
                PeerUrl.parse(row.getString("url")),
                HostPort.parse(row.getString("grpc")),
                addresses(row.getString("addresses")));
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                peer(row),
                row.getString("account"),
                row.getString("public_key"),
                Instant.ofEpochMilli(row.getLong("lease_end")));
    }

    // Neither form has a blank or a line break in it.
    private static String lines(List<Endpoint> addresses) {
        return addresses.stream()
                .map(at -> at.grpc() == null ? at.url().toString() : at.url() + " " + at.grpc())
                .collect(Collectors.joining("\n"));
    }

    private static List<Endpoint> addresses(String lines) {
        return lines.lines()
                .map(line -> line.split(" "))
                .map(parts ->
                        new Endpoint(PeerUrl.parse(parts[0]), parts.length == 1 ? null : HostPort.parse(parts[1])))
                .toList();
    }
}
