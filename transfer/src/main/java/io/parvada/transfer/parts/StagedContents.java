package io.parvada.transfer.parts;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.disk.DiskFile;
import io.parvada.transfer.disk.LiveMarks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/** What one staging holds, open: the bytes, the layer, and which pieces are proven. */
record StagedContents(DiskFile data, LayerFile layer, ProvenPieces proven, LiveMarks live) implements Closeable {

    /** What was staged before, if it is of this content and can be believed. */
    static Optional<StagedContents> resume(StagedNames names, ContentId content) throws IOException {
        if (!Files.isRegularFile(names.data(), LinkOption.NOFOLLOW_LINKS) || names.committed()) {
            return Optional.empty();
        }
        Optional<ProvenPieces> proven = ProvenPieces.load(names.state(), content);
        if (proven.isEmpty()) {
            return Optional.empty();
        }
        DiskFile data = DiskFile.open(names.data());
        LayerFile layer = null;
        boolean resumed = false;
        try {
            long size = data.size();
            if (size < proven.get().reach() || size > content.sizeBytes()) {
                return Optional.empty();
            }
            adoptLive(names, content, data, proven.get());
            layer = new LayerFile(openOrCreate(names.layer()), content);
            layer.resume();
            StagedContents contents = new StagedContents(data, layer, proven.get(), newMarks(names, content));
            resumed = true;
            return Optional.of(contents);
        } finally {
            if (!resumed) {
                close(data, layer);
            }
        }
    }

    /** Always new files, never old ones cut to 0: after a crash an old one may be linked into the share already. */
    static StagedContents begin(StagedNames names, ContentId content) throws IOException {
        names.delete();
        DiskFile data = DiskFile.create(names.data());
        LayerFile layer = null;
        boolean begun = false;
        try {
            layer = new LayerFile(DiskFile.create(names.layer()), content);
            ProvenPieces none = ProvenPieces.none(content);
            if (content.pieces().hasLayer()) {
                none.save(names.state(), none.copy());
            }
            StagedContents contents = new StagedContents(data, layer, none, newMarks(names, content));
            begun = true;
            return contents;
        } finally {
            if (!begun) {
                close(data, layer);
                names.delete();
            }
        }
    }

    // The bytes are synced before the marks count for more than themselves. If the disk has lost some since they were
    // written, this sync is what tells: Linux reports it to the first who asks, also through a file opened afterwards.
    private static void adoptLive(StagedNames names, ContentId content, DiskFile data, ProvenPieces proven)
            throws IOException {
        BitSet marks =
                LiveMarks.load(names.live(), subject(content), content.pieces().count());
        marks.andNot(proven.copy());
        if (!marks.isEmpty()) {
            force(names, data);
            proven.addAll(marks, data.size());
            proven.save(names.state(), proven.copy());
        }
    }

    // The loss is told once: whoever opens it next would sync without a word, and believe the marks.
    private static void force(StagedNames names, DiskFile data) throws IOException {
        try {
            data.force(false);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(names.live());
            throw e;
        }
    }

    private static LiveMarks newMarks(StagedNames names, ContentId content) throws IOException {
        return content.pieces().hasLayer() ? LiveMarks.create(names.live(), subject(content)) : LiveMarks.none();
    }

    private static DiskFile openOrCreate(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? DiskFile.open(path) : DiskFile.create(path);
    }

    private static byte[] subject(ContentId content) {
        ByteBuffer subject = ByteBuffer.allocate(40).putLong(content.sizeBytes());
        content.root().writeTo(subject);
        return subject.array();
    }

    private static void close(DiskFile data, LayerFile layer) throws IOException {
        data.close();
        if (layer != null) {
            layer.close();
        }
    }

    @Override
    public void close() throws IOException {
        data.close();
        layer.close();
        live.close();
    }
}
