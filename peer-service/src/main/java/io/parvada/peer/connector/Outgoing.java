package io.parvada.peer.connector;

import java.nio.channels.FileChannel;

/** An open file, bytes of which are on their way out. The methods must not block on anything but the file's own disk. */
public interface Outgoing {

    /** Open until {@link #ended}. */
    FileChannel channel();

    /** Asked before each turn of the kernel; false ends the connection. */
    boolean mayGoOn();

    /** Asked each time before the last bytes may go; false ends the connection, so that the reader sees the answer cut. */
    boolean stillTheSame();

    /**
     * Called once, when the kernel has the last byte or the connection has ended; closes the channel.
     *
     * @param sentBytes what the kernel took, of which a broken connection may have lost some
     */
    void ended(long sentBytes);
}
