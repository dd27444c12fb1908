package io.parvada.cli.holder;

import io.parvada.proto.v1.FileInfo;
import io.parvada.transfer.connection.PeerChannel;
import java.util.Optional;

/**
 * A channel to a peer that has answered under its own id.
 *
 * @param info what it said of the file; empty when it answered that it does not have it
 */
public record Dialled(PeerChannel channel, Optional<FileInfo> info) implements AutoCloseable {

    @Override
    public void close() {
        channel.close();
    }
}
