package io.parvada.transfer.wire;

import io.parvada.transfer.content.Block;

/**
 * A part of a file as a message, DownloadChunk or UploadChunk, without protobuf's copies of its data. Who receives one
 * closes it, or its data.
 *
 * @param uploadId empty but in the first message of an upload
 * @param offset of the first byte in the file; not trusted
 */
public record FileChunk(String uploadId, long offset, Block data) implements AutoCloseable {

    @Override
    public void close() {
        data.close();
    }
}
