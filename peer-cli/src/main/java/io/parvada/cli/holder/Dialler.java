package io.parvada.cli.holder;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.parvada.cli.peer.Query;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.cli.peer.Shown;
import io.parvada.cli.session.Session;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.connection.CallHeaders;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.DialledSource;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.wire.GrpcPieceSource;
import io.parvada.transfer.wire.StatusCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Finds the address under which a peer really answers: each one it advertises, in order, until one answers a Stat under
 * the peer's own id. A private address, a container's name or a recycled public address may lead to someone else.
 * Thread-safe.
 */
public final class Dialler {

    private static final int ANSWER_SECONDS = 5;
    private static final Metadata.Key<String> PEER_ID =
            Metadata.Key.of(PeerChannel.PEER_ID_HEADER, Metadata.ASCII_STRING_MARSHALLER);

    // Held here, as the log manager forgets a logger that nobody holds. What gRPC has to say of a broken connection is
    // no
    // line for a user's terminal: the failure is told as one sentence.
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

    private final Session session;
    private final Labels labels = new Labels();
    private RemotePeer asked; // guarded by this

    public Dialler(Session session) {
        this.session = session;
        GRPC_LOG.setLevel(Level.OFF);
    }

    /**
     * Loads the classes and the native library of gRPC, 0.3 s that can pass while a peer is asked something over REST.
     * Connects to nothing; what does not load here fails where it is used.
     */
    public static void load() {
        try (PeerChannel nobody = PeerChannel.to("localhost:1")) {
            FileTransferGrpc.newBlockingStub(nobody.channel());
            FileRef.getDefaultInstance();
        }
    }

    /** The asked peer, as it describes itself. */
    public synchronized RemotePeer asked() {
        if (asked == null) {
            asked = RemotePeer.of(
                    session.asked().get("/status", new Query()).json().path("peer"));
        }
        return asked;
    }

    /**
     * A channel to this peer, who has been asked for {@code file}; the caller closes it.
     *
     * @throws PeerException what the peer answered, such as BUSY while it is hashing, but for FILE_NOT_FOUND;
     *     PEER_UNREACHABLE or DEADLINE_EXCEEDED when no address leads to it
     */
    public Dialled dial(RemotePeer peer, FileRef file) {
        PeerException last = new PeerException(Reason.PEER_UNREACHABLE, peer.label() + " advertises no gRPC address");
        for (String address : addresses(peer)) {
            try {
                return at(address, peer, file);
            } catch (Unreached e) {
                last = e.why();
            }
        }
        throw last;
    }

    /** This peer as a holder of all, dialled when its lane first asks it; its name is no other's ({@link Labels}). */
    public PieceSource source(RemotePeer peer) {
        return source(peer, false);
    }

    /** @param partial whether it is said to have a part only */
    PieceSource source(RemotePeer peer, boolean partial) {
        String label = labels.of(peer);
        return new DialledSource(label, partial, content -> {
            Dialled dialled = dial(peer, reference(content));
            if (dialled.info().isEmpty()) {
                dialled.close();
                throw new PeerException(Reason.FILE_NOT_FOUND, label + " does not have it any more");
            }
            return new GrpcPieceSource(label, dialled.channel());
        });
    }

    /**
     * A channel to the asked peer; the caller closes it. The admin's token, where there is one, goes with the calls, now
     * that the address has proven who it is.
     *
     * @throws PeerException as {@link #dial}
     */
    public Dialled dialAsked() {
        FileRef nothing = reference(new ContentId(0, Sha256.of(new byte[0])));
        Dialled proven = dial(asked(), nothing);
        Optional<String> token = session.shown().token();
        if (token.isEmpty()) {
            return proven;
        }
        proven.close();
        return new Dialled(
                PeerChannel.to(proven.channel().target(), CallHeaders.bearer(token.get())), Optional.empty());
    }

    private static FileRef reference(ContentId content) {
        return FileRef.newBuilder()
                .setContent(Content.newBuilder()
                        .setSize(content.sizeBytes())
                        .setRoot(UnsafeByteOperations.unsafeWrap(content.root().toBytes())))
                .build();
    }

    // What the user says about the asked peer's port holds for no other holder.
    private List<String> addresses(RemotePeer peer) {
        if (!session.overridesGrpc()) {
            return peer.grpcs();
        }
        boolean isAsked = peer.id() != null && peer.id().equals(asked().id());
        return isAsked ? session.grpcAddresses(peer.grpcs()) : peer.grpcs();
    }

    private Dialled at(String address, RemotePeer peer, FileRef file) throws Unreached {
        try {
            return at(address, CallHeaders.NONE, peer, file);
        } catch (PeerException e) {
            CallHeaders headers = shownTo(peer);
            if (e.reason() != Reason.UNAUTHENTICATED || headers == CallHeaders.NONE) {
                throw e;
            }
            // It has answered under its own id, and asks who we are.
            return at(address, headers, peer, file);
        }
    }

    private CallHeaders shownTo(RemotePeer peer) {
        Shown shown = session.shown();
        if (shown.hasCredential() && peer.id() != null) {
            return method -> shown.headers(peer.id(), Claims.GRPC, "/" + method);
        }
        boolean isAsked =
                shown.token().isPresent() && peer.id() != null && peer.id().equals(asked().id());
        return isAsked ? CallHeaders.bearer(shown.token().get()) : CallHeaders.NONE;
    }

    private Dialled at(String address, CallHeaders headers, RemotePeer peer, FileRef file) throws Unreached {
        PeerChannel channel = channel(address, headers);
        boolean handedOver = false;
        try {
            Dialled dialled = new Dialled(channel, stat(channel, peer, file));
            handedOver = true;
            return dialled;
        } finally {
            if (!handedOver) {
                channel.close();
            }
        }
    }

    private static PeerChannel channel(String address, CallHeaders headers) throws Unreached {
        try {
            return PeerChannel.to(address, headers);
        } catch (PeerException malformed) {
            throw new Unreached(new PeerException(Reason.PEER_UNREACHABLE, malformed.detail(), malformed));
        }
    }

    private Optional<FileInfo> stat(PeerChannel channel, RemotePeer peer, FileRef file) throws Unreached {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        String where = peer.label() + " at " + channel.target();
        PeerException failure;
        try {
            var info = FileTransferGrpc.newBlockingStub(channel.channel())
                    .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .stat(file);
            checkId(peer, where, headers.get(), trailers.get());
            return Optional.of(info);
        } catch (RuntimeException e) {
            failure = StatusCodec.decode(e, where);
        }
        checkId(peer, where, headers.get(), trailers.get());
        switch (failure.reason()) {
            case PEER_UNREACHABLE, DEADLINE_EXCEEDED -> throw new Unreached(failure);
            case FILE_NOT_FOUND -> {
                return Optional.empty();
            }
            default -> throw failure;
        }
    }

    /** A peer of another make may say no id; its bytes are proven all the same. */
    private static void checkId(RemotePeer peer, String where, Metadata headers, Metadata trailers) throws Unreached {
        Optional<String> id = Stream.of(Optional.ofNullable(headers), Optional.ofNullable(trailers))
                .flatMap(Optional::stream)
                .map(metadata -> metadata.get(PEER_ID))
                .filter(value -> value != null)
                .findFirst();
        if (id.isPresent() && peer.id() != null && !id.get().equals(peer.id())) {
            throw new Unreached(
                    new PeerException(Reason.PEER_UNREACHABLE, where + " is another peer, with the id " + id.get()));
        }
    }

    /** This address does not lead to the peer; the next one may. */
    private static final class Unreached extends Exception {

        private final transient PeerException why;

        Unreached(PeerException why) {
            super(why.detail(), why, false, false);
            this.why = why;
        }

        PeerException why() {
            return why;
        }
    }
}
