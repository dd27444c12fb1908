package io.parvada.peer.rpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.DownloadRequest;
import io.parvada.proto.v1.DummyChunk;
import io.parvada.proto.v1.DummyDownloadRequest;
import io.parvada.proto.v1.DummyUploadSummary;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.proto.v1.HashChunk;
import io.parvada.proto.v1.HashRequest;
import io.parvada.proto.v1.OpenUploadRequest;
import io.parvada.proto.v1.UploadChunk;
import io.parvada.proto.v1.UploadReceipt;
import io.parvada.proto.v1.UploadState;

/** The service of file_transfer.proto: each call goes to the class of its concern, and failures are thrown. */
final class FileTransferService implements FileTransferGrpc.AsyncService, BindableService {

    private final DummyCalls dummies;
    private final DownloadCalls downloads;
    private final UploadCalls uploads;

    FileTransferService(DummyCalls dummies, DownloadCalls downloads, UploadCalls uploads) {
        this.dummies = dummies;
        this.downloads = downloads;
        this.uploads = uploads;
    }

    /**
     * With requests parsed behind the interceptors instead of before them: only so can what is no protobuf be answered
     * as INVALID_REQUEST. The interceptors see messages as streams of bytes.
     */
    @Override
    public ServerServiceDefinition bindService() {
        return ServerInterceptors.useInputStreamMessages(FileTransferGrpc.bindService(this));
    }

    @Override
    public void dummyDownload(DummyDownloadRequest request, StreamObserver<DummyChunk> receiver) {
        dummies.download(request, receiver);
    }

    @Override
    public StreamObserver<DummyChunk> dummyUpload(StreamObserver<DummyUploadSummary> receiver) {
        return dummies.upload(receiver);
    }

    @Override
    public void stat(FileRef request, StreamObserver<FileInfo> receiver) {
        downloads.stat(request, receiver);
    }

    @Override
    public void getHashes(HashRequest request, StreamObserver<HashChunk> receiver) {
        downloads.hashes(request, receiver);
    }

    @Override
    public void download(DownloadRequest request, StreamObserver<DownloadChunk> receiver) {
        downloads.download(request, receiver);
    }

    @Override
    public void openUpload(OpenUploadRequest request, StreamObserver<UploadState> receiver) {
        uploads.open(request, receiver);
    }

    @Override
    public StreamObserver<HashChunk> putHashes(StreamObserver<UploadState> receiver) {
        return uploads.hashes(receiver);
    }

    @Override
    public StreamObserver<UploadChunk> upload(StreamObserver<UploadReceipt> receiver) {
        return uploads.bytes(receiver);
    }
}
