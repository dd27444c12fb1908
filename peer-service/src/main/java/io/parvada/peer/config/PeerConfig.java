package io.parvada.peer.config;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One peer's configuration, checked and complete: no value is null and none has to be judged again. Immutable.
 *
 * @param selfUrl where others reach this peer; its port is {@code restPort} unless something translates between them
 * @param alsoAt further addresses of this peer, at most 4, in the order in which callers try them
 * @param bindAddress an IP address as text, never a name
 * @param clusterSecretFile absolute; there if, and only if, access is {@code cluster}
 * @param sharedDir absolute, as is {@code stateDir}; both exist once the peer has started
 * @param friends distinct, in the order of the file, never this peer itself; may be empty
 */
public record PeerConfig(
        String name,
        PeerUrl selfUrl,
        HostPort selfGrpc,
        List<Endpoint> alsoAt,
        int restPort,
        int grpcPort,
        String bindAddress,
        Access access,
        Optional<Path> clusterSecretFile,
        Path sharedDir,
        Path stateDir,
        List<PeerUrl> friends,
        SearchSettings search,
        Limits limits) {

    public PeerConfig {
        alsoAt = List.copyOf(alsoAt);
        friends = List.copyOf(friends);
    }

    /** Whether only this machine can reach the peer. */
    public boolean boundToLoopback() {
        return new HostPort(bindAddress, restPort).isLoopback();
    }
}
