package io.parvada.peer.rpc;

import io.parvada.peer.arrivals.Arrivals;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.grpc.StallWatch;
import io.parvada.peer.grpc.TestServer;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.peer.pace.Pace;
import io.parvada.peer.transfers.TestTransfers;
import io.parvada.proto.v1.FileRef;
import io.parvada.proto.v1.FileTransferGrpc;
import io.parvada.transfer.content.ContentHasher;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.storage.SharedFolder;
import io.parvada.transfer.storage.StagedStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.Set;

/** FileTransfer with everything below it, and no Spring. */
final class ServingPeer implements AutoCloseable {

    static final String TOKEN = "the-admin-token";
    static final long MAX_FILE_BYTES = 64L << 20;
    static final int MAX_TRANSFERS = 8;

    final Path share;
    final SharedFolder folder;
    final Catalog catalog;
    final Arrivals arrivals = new Arrivals();
    final TestTransfers transfers;
    final FileTransferService service;
    final TestServer server = new TestServer();

    private ServingPeer(Path home) throws IOException {
        share = Files.createDirectories(home.resolve("share"));
        Path state = Files.createDirectories(home.resolve("state"));
        folder = SharedFolder.open(share, state);
        catalog = Catalog.open(folder, share, state, Clock.systemUTC(), Pace.unlimited());
        transfers = new TestTransfers(folder, catalog, MAX_TRANSFERS, MAX_FILE_BYTES);
        Streams streams = TestStreams.over(new StallWatch(() -> 1024, System::nanoTime));
        service = new FileTransferService(
                new DummyCalls(transfers.permits, () -> 1 << 20, streams),
                new DownloadCalls(new ServedFiles(catalog, folder, arrivals), transfers.permits, streams),
                new UploadCalls(transfers.uploads, new AccessPolicy(TOKEN, Set.of()), streams));
        server.serve(service);
    }

    /** The same home again is the same peer after a restart. */
    static ServingPeer in(Path home) throws IOException {
        return new ServingPeer(home);
    }

    FileTransferGrpc.FileTransferBlockingStub stub() {
        return FileTransferGrpc.newBlockingStub(server.channel());
    }

    FileTransferGrpc.FileTransferStub async() {
        return FileTransferGrpc.newStub(server.channel());
    }

    /** A file that is shared and hashed. */
    ContentId shared(String name, byte[] bytes) {
        try (StagedStream body = transfers.intake.stream(bytes.length)) {
            body.write(ByteBuffer.wrap(bytes));
            transfers.intake.commit(body, new FileName(name), false, null);
        }
        return content(bytes);
    }

    static ContentId content(byte[] bytes) {
        return hashed(bytes, new ByteArrayOutputStream());
    }

    static byte[] layer(byte[] bytes) {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        hashed(bytes, layer);
        return layer.toByteArray();
    }

    private static ContentId hashed(byte[] bytes, ByteArrayOutputStream layer) {
        ContentHasher hasher = new ContentHasher((index, hash) -> layer.writeBytes(hash.toBytes()));
        hasher.update(ByteBuffer.wrap(bytes));
        return hasher.finish().content();
    }

    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static FileRef named(String name) {
        return FileRef.newBuilder().setName(name).build();
    }

    @Override
    public void close() {
        server.close();
        transfers.uploads.close();
        catalog.close();
        folder.close();
    }
}
