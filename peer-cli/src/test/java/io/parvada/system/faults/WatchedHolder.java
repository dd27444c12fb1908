package io.parvada.system.faults;

import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.fetch.PieceSource;
import io.parvada.transfer.storage.StagedFile;
import io.parvada.transfer.wire.GrpcPieceSource;
import java.util.concurrent.atomic.AtomicInteger;

/** A holder over gRPC, and how many pieces were asked of it that were proven already. */
record WatchedHolder(PieceSource holder, StagedFile staged, AtomicInteger askedAgain) implements PieceSource {

    WatchedHolder(String name, int grpcPort, StagedFile staged, AtomicInteger askedAgain) {
        this(new GrpcPieceSource(name, PeerChannel.to("localhost:" + grpcPort)), staged, askedAgain);
    }

    @Override
    public String name() {
        return holder.name();
    }

    @Override
    public void hashes(ContentId content, Sink sink) {
        holder.hashes(content, sink);
    }

    @Override
    public void bytes(ContentId content, long offset, long length, Blocks sink) {
        int first = Math.toIntExact(offset >> 20);
        int last = Math.toIntExact((offset + length - 1) >> 20);
        for (int piece = first; piece <= last; piece++) {
            askedAgain.addAndGet(staged.proven(piece) ? 1 : 0);
        }
        holder.bytes(content, offset, length, sink);
    }

    @Override
    public void cancel() {
        holder.cancel();
    }

    @Override
    public void close() {
        holder.close();
    }
}
