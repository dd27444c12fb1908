package io.parvada.transfer.connection;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A tuned gRPC channel to one peer: plaintext unless TLS is given, one connection, made at the first call and again after a break. No call
 * is retried, no service config is looked up and no proxy is asked behind the caller's back. Thread-safe; the maker
 * closes it.
 */
public final class PeerChannel implements AutoCloseable {

    /** Response header of every call: the id of the peer that answered. */
    public static final String PEER_ID_HEADER = "parvada-peer-id";

    /** Before an address: its port speaks TLS. */
    public static final String TLS = "https://";

    /** How often a call under way is probed when nothing comes; servers must permit it (permitKeepAliveTime). */
    public static final Duration KEEPALIVE = Duration.ofSeconds(10);

    /** The largest message either side sends or takes. Data goes in 512 KiB; this leaves room for what comes later. */
    public static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    /**
     * What a peer may send in one call before it is read: the bound of what a slow disk lets pile up, and the rate over a
     * long way: window / round trip, so 4 MiB at 100 ms carry 40 MiB/s. For all calls of a connection together gRPC-Java
     * sets no bound, so that one that is not read yet never stops another.
     */
    public static final int WINDOW_BYTES = 4 * 1024 * 1024;

    // A probe waits behind what is queued for a slow link: longer than 1 MiB takes at 1 Mbit/s.
    private static final Duration KEEPALIVE_ANSWER = Duration.ofSeconds(20);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int MAX_METADATA_BYTES = 16 * 1024;
    private static final Pattern HOST_PORT =
            Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]+(?:%\\w+)?)]|(?<host>[^\\s:/?#@\\[\\]]+)):(?<port>\\d{1,5})");

    private final ManagedChannel channel;
    private final ReceivedBytes arrivals = new ReceivedBytes();
    private final String target;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PeerChannel(NettyChannelBuilder builder, String target) {
        this.channel = tuned(builder, arrivals).build();
        this.target = target;
    }

    /**
     * Connects to nothing yet.
     *
     * @param hostPort as advertised, host:port or [v6]:port; after {@link #TLS} over TLS, trusting what the JVM's default
     *     SSLContext does
     * @throws PeerException INVALID_REQUEST if it is not of that form
     */
    public static PeerChannel to(String hostPort) {
        return new PeerChannel(builder(hostPort), hostPort);
    }

    /**
     * The same, where calls carry these headers.
     *
     * @throws PeerException INVALID_REQUEST if the address is not of that form
     */
    public static PeerChannel to(String hostPort, CallHeaders headers) {
        return new PeerChannel(builder(hostPort).intercept(new AttachedHeaders(headers)), hostPort);
    }

    /** To an address that was resolved and judged before: no name is looked up again. */
    public static PeerChannel to(InetSocketAddress resolved) {
        return to(resolved, CallHeaders.NONE);
    }

    /** The same, where calls carry these headers. */
    public static PeerChannel to(InetSocketAddress resolved, CallHeaders headers) {
        String host = resolved.getHostString();
        String target = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + resolved.getPort();
        return new PeerChannel(carrying(NettyChannelBuilder.forAddress(resolved).usePlaintext(), headers), target);
    }

    /**
     * The same over TLS.
     *
     * @param tls whom it trusts; names are verified in any case
     * @param host the name, or the address, that the other side's certificate must be for
     */
    public static PeerChannel to(InetSocketAddress resolved, SslContext tls, String host, CallHeaders headers) {
        String name = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + resolved.getPort();
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(resolved);
        return new PeerChannel(carrying(builder.overrideAuthority(name).sslContext(tls), headers), name);
    }

    private static NettyChannelBuilder carrying(NettyChannelBuilder builder, CallHeaders headers) {
        return headers == CallHeaders.NONE ? builder : builder.intercept(new AttachedHeaders(headers));
    }

    /** For stubs. Callbacks run on the event loop: they must not block. */
    public ManagedChannel channel() {
        return channel;
    }

    /** What comes from the peer, over whichever connection. */
    public ReceivedBytes arrivals() {
        return arrivals;
    }

    /** The address as it was given. */
    public String target() {
        return target;
    }

    /** Ends all calls under way with UNAVAILABLE; does not wait. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            channel.shutdownNow();
            Sockets.release();
        }
    }

    private static NettyChannelBuilder builder(String given) {
        boolean tls = given.startsWith(TLS);
        String hostPort = tls ? given.substring(TLS.length()) : given;
        Matcher form = HOST_PORT.matcher(hostPort);
        if (!form.matches() || !isPort(form.group("port"))) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, "a gRPC address is host:port, not '" + Sentence.of(given) + "'");
        }
        // With the scheme, as a host named like one ("unix", "xds") would be read as the scheme.
        String path = hostPort.replace("%", "%25").replace("[", "%5B").replace("]", "%5D");
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + path);
        return tls ? builder.sslContext(byDefault()) : builder.usePlaintext();
    }

    private static SslContext byDefault() {
        ApplicationProtocolConfig http2 = new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2");
        try {
            return new JdkSslContext(
                    SSLContext.getDefault(),
                    true,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    http2,
                    ClientAuth.NONE,
                    null,
                    false);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65535;
    }

    private static NettyChannelBuilder tuned(NettyChannelBuilder builder, ReceivedBytes arrivals) {
        return Sockets.use(builder, arrivals)
                .directExecutor()
                .disableRetry()
                .disableServiceConfigLookUp()
                .proxyDetector(address -> null)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .keepAliveTime(KEEPALIVE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_ANSWER.toSeconds(), TimeUnit.SECONDS)
                .keepAliveWithoutCalls(false)
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_METADATA_BYTES);
    }
}
