package io.parvada.peer.config;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import java.nio.file.Path;
import java.util.List;

/** One peer's configuration, checked and complete: no value is null and none has to be judged again. */
public record PeerConfig(
        String name,
        PeerUrl selfUrl,
        HostPort selfGrpc,
        List<Endpoint> alsoAt,
        int restPort,
        int grpcPort,
        String bindAddress,
        Access access,
        Path sharedDir,
        Path stateDir,
        List<PeerUrl> friends,
        SearchSettings search,
        Limits limits) {}
