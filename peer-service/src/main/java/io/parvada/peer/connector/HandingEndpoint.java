package io.parvada.peer.connector;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.collections.SynchronizedStack;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes connections that take an open file, where Tomcat's own open one. */
final class HandingEndpoint extends NioEndpoint {

    /**
     * How much longer than for other writes a reader's silence is borne. A socket counts as writable when a third of its
     * buffer is free, up to 1.3 MB: in 60 s, six times our connection timeout, a reader of 22 KB/s has freed that.
     */
    private static final int PATIENCE = 6;

    private static final Logger LOG = LoggerFactory.getLogger(HandingEndpoint.class);

    private volatile KernelSending sending;

    void use(KernelSending from) {
        sending = from;
    }

    // Tomcat has no narrower place to say which type its connections are of.
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        Connection connection = new Connection(channel(), this);
        try {
            connections.put(socket, connection);
            connection.getSocket().reset(socket, connection);
            socket.configureBlocking(false);
            socketProperties.setProperties(socket.socket());
        } catch (IOException e) {
            LOG.debug("a connection ended before it began: {}", e.toString());
            return false;
        }
        connection.setReadTimeout(getConnectionTimeout());
        connection.setWriteTimeout(getConnectionTimeout());
        connection.setKeepAliveLeft(getMaxKeepAliveRequests());
        getPoller().register(connection);
        return true;
    }

    private NioChannel channel() {
        SynchronizedStack<NioChannel> pool = getNioChannels();
        NioChannel pooled = pool == null ? null : pool.pop();
        if (pooled != null) {
            return pooled;
        }
        return createChannel(new SocketBufferHandler(
                socketProperties.getAppReadBufSize(),
                socketProperties.getAppWriteBufSize(),
                socketProperties.getDirectBuffer()));
    }

    private static final class OpenFile extends SendfileData {
        OpenFile(String name, long first, long length, FileChannel channel) {
            super(name, first, length);
            fchannel = channel;
        }
    }

    private final class Connection extends NioSocketWrapper {

        private volatile OutgoingChannel last;

        Connection(NioChannel channel, NioEndpoint endpoint) {
            super(channel, endpoint);
        }

        @Override
        public SendfileDataBase createSendfileData(String name, long first, long length) {
            last = sending.take(name);
            return new OpenFile(name, first, length, last);
        }

        @Override
        public void setSendfileData(SendfileData file) {
            super.setSendfileData(file);
            setWriteTimeout(getConnectionTimeout() * (file == null ? 1L : PATIENCE));
        }

        // Tomcat forgets the file of an answer that fails between its head and its first byte.
        @Override
        protected void doClose() {
            super.doClose();
            try {
                if (last != null) {
                    last.close();
                }
            } catch (IOException e) {
                LOG.debug("an outgoing file was not closed: {}", e.toString());
            }
        }
    }
}
