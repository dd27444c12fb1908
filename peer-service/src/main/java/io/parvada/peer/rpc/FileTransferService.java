package io.parvada.peer.rpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.parvada.peer.grpc.Binding;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.transfer.wire.FileChunk;
import io.parvada.transfer.wire.FileChunks;

/**
 * The service of file_transfer.proto: each call goes to the class of its concern, and failures are thrown. The bytes of
 * files pass without protobuf's copies ({@link FileChunks}); on the wire that makes no difference.
 */
final class FileTransferService implements BindableService {

    private static final MethodDescriptor<DownloadRequest, FileChunk> DOWNLOAD =
            FileTransferGrpc.getDownloadMethod().toBuilder(
                            FileTransferGrpc.getDownloadMethod().getRequestMarshaller(), FileChunks.DOWNLOAD)
                    .build();
    private static final MethodDescriptor<FileChunk, UploadReceipt> UPLOAD =
            FileTransferGrpc.getUploadMethod().toBuilder(
                            FileChunks.UPLOAD,
                            FileTransferGrpc.getUploadMethod().getResponseMarshaller())
                    .build();

    private final DummyCalls dummies;
    private final DownloadCalls downloads;
    private final UploadCalls uploads;

    FileTransferService(DummyCalls dummies, DownloadCalls downloads, UploadCalls uploads) {
        this.dummies = dummies;
        this.downloads = downloads;
        this.uploads = uploads;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Binding(FileTransferGrpc.getServiceDescriptor())
                .answering(FileTransferGrpc.getDummyDownloadMethod(), dummies::download)
                .taking(FileTransferGrpc.getDummyUploadMethod(), dummies::upload)
                .answering(FileTransferGrpc.getStatMethod(), downloads::stat)
                .answering(FileTransferGrpc.getGetHashesMethod(), downloads::hashes)
                .answering(DOWNLOAD, downloads::download)
                .answering(FileTransferGrpc.getOpenUploadMethod(), uploads::open)
                .taking(FileTransferGrpc.getPutHashesMethod(), uploads::hashes)
                .taking(UPLOAD, uploads::bytes)
                .build();
    }
}
