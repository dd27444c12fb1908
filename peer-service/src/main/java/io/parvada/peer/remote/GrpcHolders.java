package io.parvada.peer.remote;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.downloads.HolderDialler;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.pace.PacedSource;
import io.parvada.peer.proof.Proof;
import io.parvada.transfer.connection.CallHeaders;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.DialledSource;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.wire.GrpcPieceSource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Holders over gRPC. A peer's addresses are tried in order, each judged, until one proves that the peer itself is there,
 * and says that it serves; that very connection then carries the bytes.
 */
final class GrpcHolders implements HolderDialler {

    private static final Duration LOOKUP = Duration.ofSeconds(2);
    private static final Duration PROOF = Duration.ofSeconds(4);

    private final Resolver resolver;
    private final HttpOut http;
    private final Proofs proofs;
    private final HealthChannels channels;
    private final Bandwidth bandwidth;
    private final Function<PeerId, CallHeaders> shown;

    /** @param shown what calls to a peer carry once that peer has proven to be there */
    GrpcHolders(
            Resolver resolver,
            HttpOut http,
            Proofs proofs,
            HealthChannels channels,
            Bandwidth bandwidth,
            Function<PeerId, CallHeaders> shown) {
        this.resolver = resolver;
        this.http = http;
        this.proofs = proofs;
        this.channels = channels;
        this.bandwidth = bandwidth;
        this.shown = shown;
    }

    @Override
    public PieceSource source(Peer holder, String label, boolean partial) {
        return new DialledSource(
                label,
                partial,
                content -> new PacedSource(new GrpcPieceSource(label, channel(holder, label)), bandwidth));
    }

    private PeerChannel channel(Peer holder, String label) {
        DialFailure last = DialFailure.before(PortReach.UNRESOLVED, "it advertises no gRPC address");
        for (Endpoint endpoint : holder.endpoints()) {
            try {
                if (endpoint.grpc() != null) {
                    return channel(endpoint, holder);
                }
            } catch (DialFailure e) {
                last = e;
            }
        }
        throw last.toPeerException(label);
    }

    private PeerChannel channel(Endpoint endpoint, Peer holder) {
        DialFailure last = null;
        HostPort at = endpoint.grpc();
        List<InetAddress> addresses =
                await(resolver.resolve(at, http.origin(endpoint), endpoint.url().isHttps()), LOOKUP, at);
        for (InetAddress address : addresses) {
            PeerChannel channel = channels.open(new HealthChannels.Line(endpoint, address), shown.apply(holder.id()));
            boolean proven = false;
            try {
                prove(channel, holder, at);
                proven = true;
                return channel;
            } catch (DialFailure e) {
                last = e;
            } finally {
                if (!proven) {
                    channel.close();
                }
            }
        }
        throw last == null ? DialFailure.before(PortReach.UNRESOLVED, at + " has no address") : last;
    }

    private void prove(PeerChannel channel, Peer holder, HostPort at) {
        Proof proof = await(proofs.over(channel, at, PROOF.toNanos()), PROOF.plusSeconds(1), at);
        if (!proof.id().equals(holder.id())) {
            throw DialFailure.before(PortReach.WRONG_ID, "another peer answers at " + at);
        }
        HealthChecks.Answer answer = await(HealthChecks.ask(channel, PROOF.toNanos()), PROOF.plusSeconds(1), at);
        if (!answer.serving()) {
            throw DialFailure.before(answer.reach(), at + " does not serve (" + answer.reach() + ")");
        }
        if (!holder.id().value().equals(answer.peerId())) {
            throw DialFailure.before(PortReach.WRONG_ID, "another peer answers at " + at);
        }
    }

    private static <T> T await(CompletableFuture<T> answer, Duration atMost, HostPort at) {
        try {
            return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw DialFailure.of(e.getCause());
        } catch (TimeoutException e) {
            throw DialFailure.before(PortReach.TIMED_OUT, at + " did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Reason.CANCELLED, "interrupted", e);
        }
    }
}
