package io.parvada.transfer.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor.Marshaller;
import io.parvada.proto.v1.DownloadChunk;
import io.parvada.proto.v1.UploadChunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Writes and reads {@link FileChunk}s in the form of their protobuf messages. Protobuf's own classes would copy the data
 * three times on the way in; here it stays in the network's buffers until it is closed. Thread-safe.
 */
public final class FileChunks implements Marshaller<FileChunk> {

    public static final FileChunks DOWNLOAD =
            new FileChunks(0, DownloadChunk.OFFSET_FIELD_NUMBER, DownloadChunk.DATA_FIELD_NUMBER);
    public static final FileChunks UPLOAD = new FileChunks(
            UploadChunk.UPLOAD_ID_FIELD_NUMBER, UploadChunk.OFFSET_FIELD_NUMBER, UploadChunk.DATA_FIELD_NUMBER);

    // Each costs a walk through gRPC's buffers; a message of ours has three.
    private static final int MAX_FIELDS = 32;

    private final int idField;
    private final int offsetField;
    private final int dataField;

    /** @param idField 0 for a message without one */
    private FileChunks(int idField, int offsetField, int dataField) {
        this.idField = idField;
        this.offsetField = offsetField;
        this.dataField = dataField;
    }

    /** Reads the chunk's data once, as gRPC frames the message: after that its memory may be used again. */
    @Override
    public InputStream stream(FileChunk chunk) {
        return new ChunkStream(head(chunk), chunk.data());
    }

    /** @throws UncheckedIOException with an InvalidProtocolBufferException for what is not such a message */
    @Override
    public FileChunk parse(InputStream stream) {
        try (ChunkReader reader = new ChunkReader(stream)) {
            Fields fields = new Fields();
            for (int at = 0, n = 0; at < reader.length(); n++) {
                if (n == MAX_FIELDS) {
                    throw new InvalidProtocolBufferException("more than " + MAX_FIELDS + " fields");
                }
                at = field(reader, at, fields);
            }
            return new FileChunk(fields.id, fields.offset, reader.block());
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(new InvalidProtocolBufferException(e));
        }
    }

    private static final class Fields {
        private String id = "";
        private long offset;
    }

    /** Reads the field at {@code at}; answers where the next one begins. */
    private int field(ChunkReader reader, int at, Fields into) throws IOException {
        CodedInputStream in = reader.head(at);
        int tag = in.readTag();
        int number = WireFormat.getTagFieldNumber(tag);
        int skipped = 0;
        if (number == offsetField) {
            into.offset = in.readUInt64();
        } else if (number == idField) {
            into.id = in.readString();
        } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            skipped = in.readRawVarint32();
            reader.bytes(at + in.getTotalBytesRead(), skipped, number == dataField);
        } else {
            in.skipField(tag);
        }
        return at + in.getTotalBytesRead() + skipped;
    }

    private byte[] head(FileChunk chunk) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);
        try {
            if (!chunk.uploadId().isEmpty()) {
                out.writeString(idField, chunk.uploadId());
            }
            if (chunk.offset() != 0) {
                out.writeUInt64(offsetField, chunk.offset());
            }
            if (chunk.data().remaining() > 0) {
                out.writeTag(dataField, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(chunk.data().remaining());
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never of an array
        }
        return bytes.toByteArray();
    }
}
