package io.parvada.peer.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * What Tomcat takes for the file it has opened: {@link #transferTo} of the bytes before {@code end}, and {@link #close}.
 * Used by one thread at a time but for close.
 */
final class OutgoingChannel extends FileChannel {

    /** At most so much to one reader before the poller turns to the next; more than a socket's buffer takes anyway. */
    private static final long AT_ONCE_BYTES = 4L * 1024 * 1024;

    private final Outgoing file;
    private final long end;
    private volatile long sentBytes;

    OutgoingChannel(Outgoing file, long end) {
        this.file = file;
        this.end = end;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        if (!file.mayGoOn()) {
            throw new IOException("the kernel may send no more of this file");
        }
        long now = Math.min(count, AT_ONCE_BYTES);
        if (position + now >= end && !file.stillTheSame()) {
            throw new IOException("the file changed while it was sent");
        }
        long sent = file.channel().transferTo(position, now, target);
        sentBytes += sent;
        return sent;
    }

    @Override
    public long size() throws IOException {
        return file.channel().size();
    }

    @Override
    protected void implCloseChannel() {
        file.ended(sentBytes);
    }

    @Override
    public int read(ByteBuffer to) {
        throw onlySent();
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) {
        throw onlySent();
    }

    @Override
    public int read(ByteBuffer to, long position) {
        throw onlySent();
    }

    @Override
    public int write(ByteBuffer from) {
        throw onlySent();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw onlySent();
    }

    @Override
    public int write(ByteBuffer from, long position) {
        throw onlySent();
    }

    @Override
    public long position() {
        throw onlySent();
    }

    @Override
    public FileChannel position(long position) {
        throw onlySent();
    }

    @Override
    public FileChannel truncate(long size) {
        throw onlySent();
    }

    @Override
    public void force(boolean times) {
        throw onlySent();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count) {
        throw onlySent();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw onlySent();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw onlySent();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw onlySent();
    }

    private static UnsupportedOperationException onlySent() {
        return new UnsupportedOperationException("this channel is only sent from");
    }
}
