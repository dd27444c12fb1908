package io.parvada.peer.remote;

import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.time.Timeline;
import io.parvada.transfer.connection.CallHeaders;
import io.parvada.transfer.connection.PeerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The channels of the health checks: one an address, as a check a second should not cost a connection. At most 256; one
 * that nobody asked for in a minute is closed at the next use of any. Thread-safe.
 */
final class HealthChannels implements AutoCloseable {

    private static final int MAX_CHANNELS = 256;
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Where a channel leads: one judged address of an endpoint. */
    record Line(Endpoint to, InetAddress address) {}

    private static final class Held {
        private final PeerChannel channel;
        private Instant lastUse;

        Held(PeerChannel channel) {
            this.channel = channel;
        }
    }

    private final Timeline timeline;
    private final Supplier<SslContext> tls;

    // @GuardedBy("this"), least recently used first
    private final Map<Line, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed; // guarded by this

    /** @param tls for endpoints whose URL is https */
    HealthChannels(Timeline timeline, Supplier<SslContext> tls) {
        this.timeline = timeline;
        this.tls = tls;
    }

    /** One that the caller closes, and whose calls carry these headers. */
    PeerChannel open(Line line, CallHeaders headers) {
        HostPort grpc = line.to().grpc();
        InetSocketAddress address = new InetSocketAddress(line.address(), grpc.port());
        return line.to().url().isHttps()
                ? PeerChannel.to(address, tls.get(), grpc.host(), headers)
                : PeerChannel.to(address, headers);
    }

    PeerChannel to(Line line) {
        List<PeerChannel> stale = new ArrayList<>();
        PeerChannel channel;
        synchronized (this) {
            Held found = held.computeIfAbsent(line, at -> new Held(open(at, CallHeaders.NONE)));
            found.lastUse = timeline.now();
            channel = found.channel;
            removeStale(stale);
        }
        stale.forEach(PeerChannel::close);
        return channel;
    }

    /**
     * Closes a channel that failed; a newer one to the same address is left alone.
     *
     * @return false if it was taken out before, for another check or for its age: whoever still used it then met that,
     *     not the network. Always true after {@link #close}: nobody is to ask again
     */
    boolean drop(Line line, PeerChannel channel) {
        boolean first;
        synchronized (this) {
            Held found = held.get(line);
            first = found != null && found.channel == channel;
            if (first) {
                held.remove(line);
            }
            first |= closed;
        }
        channel.close();
        return first;
    }

    @Override
    public void close() {
        List<PeerChannel> all;
        synchronized (this) {
            all = held.values().stream().map(each -> each.channel).toList();
            held.clear();
            closed = true;
        }
        all.forEach(PeerChannel::close);
    }

    private void removeStale(List<PeerChannel> into) {
        Instant oldest = timeline.now().minus(IDLE);
        Iterator<Held> eldestFirst = held.values().iterator();
        while (eldestFirst.hasNext()) {
            Held eldest = eldestFirst.next();
            if (held.size() <= MAX_CHANNELS && !eldest.lastUse.isBefore(oldest)) {
                return;
            }
            eldestFirst.remove();
            into.add(eldest.channel);
        }
    }
}
