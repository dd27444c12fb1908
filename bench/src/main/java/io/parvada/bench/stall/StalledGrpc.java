package io.parvada.bench.stall;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.connection.PeerChannel;

/** Opens Download on a connection of its own, asks for one message, and for no second. */
final class StalledGrpc implements StalledClient {

    private final PeerChannel channel;
    private volatile Status ended;

    StalledGrpc(String hostPort, String file) {
        channel = PeerChannel.to(hostPort);
        ClientCall<DownloadRequest, DownloadChunk> call =
                channel.channel().newCall(FileTransferGrpc.getDownloadMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended = status;
                    }
                },
                new Metadata());
        call.sendMessage(DownloadRequest.newBuilder()
                .setFile(FileRef.newBuilder().setName(file))
                .build());
        call.halfClose();
        call.request(1);
    }

    @Override
    public boolean connected() {
        return ended == null;
    }

    @Override
    public void close() {
        channel.close();
    }
}
