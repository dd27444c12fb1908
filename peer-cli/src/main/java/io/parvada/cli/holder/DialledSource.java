package io.parvada.cli.holder;

import com.google.protobuf.UnsafeByteOperations;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.proto.v1.Content;
import io.parvada.proto.v1.FileRef;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.wire.GrpcPieceSource;

/**
 * A holder that is dialled by its own lane at its first call: a dead or frozen one keeps nobody from fetching from the
 * others.
 */
public final class DialledSource implements PieceSource {

    private final Dialler dialler;
    private final RemotePeer peer;
    private final Object lock = new Object();
    private PieceSource source;
    private boolean cancelled;

    public DialledSource(Dialler dialler, RemotePeer peer) {
        this.dialler = dialler;
        this.peer = peer;
    }

    @Override
    public String name() {
        return peer.label();
    }

    @Override
    public void hashes(ContentId content, Sink sink) {
        dialled(content).hashes(content, sink);
    }

    @Override
    public void bytes(ContentId content, long offset, long length, Sink sink) {
        dialled(content).bytes(content, offset, length, sink);
    }

    /** Ends the call under way and every later one; a dial under way ends by itself within seconds. */
    @Override
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            if (source != null) {
                source.cancel();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            cancelled = true;
            if (source != null) {
                source.close();
            }
        }
    }

    private PieceSource dialled(ContentId content) {
        synchronized (lock) {
            refuseIfCancelled();
            if (source != null) {
                return source;
            }
        }
        Dialled dialled = dialler.dial(peer, reference(content));
        synchronized (lock) {
            if (cancelled || dialled.info().isEmpty()) {
                dialled.close();
                refuseIfCancelled();
                throw new PeerException(Reason.FILE_NOT_FOUND, peer.label() + " does not have it any more");
            }
            source = new GrpcPieceSource(name(), dialled.channel());
            return source;
        }
    }

    private void refuseIfCancelled() {
        if (cancelled) {
            throw new PeerException(Reason.CANCELLED, "interrupted");
        }
    }

    static FileRef reference(ContentId content) {
        return FileRef.newBuilder()
                .setContent(Content.newBuilder()
                        .setSize(content.sizeBytes())
                        .setRoot(UnsafeByteOperations.unsafeWrap(content.root().toBytes())))
                .build();
    }
}
