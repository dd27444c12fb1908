package io.parvada.peer.config;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.config.RawSettings.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One peer's configuration, checked and complete: no value is null and none has to be judged again. Immutable.
 *
 * @param selfUrl where others reach this peer; its port is {@code restPort} unless something translates between them
 * @param alsoAt further addresses of this peer, at most 4, in the order in which callers try them
 * @param bindAddress an IP address as text, never a name
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
        Path sharedDir,
        Path stateDir,
        List<PeerUrl> friends,
        SearchSettings search,
        Limits limits,
        TlsFiles tls) {

    /**
     * Where the PEM files are, absolute. The first two are there both or not at all: with them REST and gRPC speak TLS and
     * nothing else. trust is whose certificates this peer takes from others; without it the JDK's list counts.
     */
    public record TlsFiles(Optional<Path> certificate, Optional<Path> privateKey, Optional<Path> trust) {

        /** As Spring knows what the first two hold, and the third. */
        public static final String CERTIFICATE_BUNDLE = "peer";

        public static final String TRUST_BUNDLE = "trust";

        /** @throws StartRefused for a certificate without its key, and the other way round */
        static TlsFiles read(RawSettings said) {
            Optional<Setting> certificate = said.find(ConfigKey.TLS_CERTIFICATE);
            Optional<Setting> key = said.find(ConfigKey.TLS_PRIVATE_KEY);
            if (certificate.isPresent() != key.isPresent()) {
                throw certificate
                        .or(() -> key)
                        .orElseThrow()
                        .refused("peer.tls.certificate and peer.tls.private_key, both or none");
            }
            return new TlsFiles(path(certificate), path(key), path(said.find(ConfigKey.TLS_TRUST)));
        }

        String scheme() {
            return certificate.isPresent() ? "https" : "http";
        }

        /** The scheme of a URL of this peer says what both its ports speak. */
        void requireScheme(Setting setting, PeerUrl url) {
            if (url.isHttps() != certificate.isPresent()) {
                throw setting.refused(
                        url.isHttps()
                                ? "http, or https where peer.tls.certificate is said too"
                                : "https, since peer.tls.certificate is said");
            }
        }

        private static Optional<Path> path(Optional<Setting> setting) {
            return setting.map(s -> s.as(Values::path));
        }
    }

    public PeerConfig {
        alsoAt = List.copyOf(alsoAt);
        friends = List.copyOf(friends);
    }

    /** Whether only this machine can reach the peer. */
    public boolean boundToLoopback() {
        return new HostPort(bindAddress, restPort).isLoopback();
    }
}
