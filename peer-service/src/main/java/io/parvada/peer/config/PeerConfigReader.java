package io.parvada.peer.config;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerName;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.config.RawSettings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * From what was said to a {@link PeerConfig}: understands each value, adds the defaults and judges what only several
 * keys together can tell. Reads no disk and opens no port; that is {@link StartChecks}. One use, one thread.
 */
final class PeerConfigReader {

    private static final int DEFAULT_REST_PORT = 8001;
    private static final int DEFAULT_GRPC_PORT = 50051;
    private static final int MAX_ALSO_AT = 4;
    private static final int MAX_FRIENDS = 64;

    private final RawSettings said;

    private PeerConfigReader(RawSettings said) {
        this.said = said;
    }

    /** @throws StartRefused with the sentence for the first thing that is wrong */
    static PeerConfig read(RawSettings said) {
        return new PeerConfigReader(said).config();
    }

    private PeerConfig config() {
        String bind = said.find(ConfigKey.BIND_ADDRESS)
                .map(s -> s.as(Values::bindAddress))
                .orElse("127.0.0.1");
        int restPort = port(ConfigKey.REST_PORT, DEFAULT_REST_PORT);
        int grpcPort = port(ConfigKey.GRPC_PORT, DEFAULT_GRPC_PORT);
        requireTwoPorts(restPort, grpcPort);
        AccessReader access = new AccessReader(said, bind);
        PeerConfig.TlsFiles tls = PeerConfig.TlsFiles.read(said);
        PeerUrl selfUrl = selfUrl(bind, restPort, tls);
        HostPort selfGrpc = selfGrpc(bind, selfUrl, grpcPort);
        List<Endpoint> alsoAt = alsoAt();
        Path sharedDir = directory(ConfigKey.SHARED_DIR)
                .orElseGet(() -> Path.of("shared").toAbsolutePath());
        return new PeerConfig(
                name(),
                selfUrl,
                selfGrpc,
                alsoAt,
                restPort,
                grpcPort,
                bind,
                access.mode(),
                access.clusterSecretFile(),
                sharedDir,
                directory(ConfigKey.STATE_DIR).orElseGet(() -> sharedDir.resolve(".parvada")),
                friends(selfUrl, alsoAt, restPort),
                search(),
                limits(),
                PeerConfig.Directory.read(said),
                tls);
    }

    private String name() {
        return said.find(ConfigKey.NAME).map(s -> s.as(PeerName::require)).orElseGet(Values::hostName);
    }

    private int port(ConfigKey key, int byDefault) {
        return number(key, 1, 65_535, byDefault);
    }

    private void requireTwoPorts(int restPort, int grpcPort) {
        if (restPort == grpcPort) {
            throw said.find(ConfigKey.GRPC_PORT)
                    .or(() -> said.find(ConfigKey.REST_PORT))
                    .orElseThrow()
                    .refused("a port of its own for each of rest_port and grpc_port");
        }
    }

    private PeerUrl selfUrl(String bind, int restPort, PeerConfig.TlsFiles tls) {
        Optional<Setting> setting = said.find(ConfigKey.SELF_URL);
        if (setting.isEmpty()) {
            return PeerUrl.parse(tls.scheme() + "://" + new HostPort(defaultHost(bind), restPort));
        }
        PeerUrl url = setting.get().as(PeerUrl::parse);
        tls.requireScheme(setting.get(), url);
        refuseLoopback(setting.get(), bind, url.hostPort());
        return url;
    }

    private HostPort selfGrpc(String bind, PeerUrl selfUrl, int grpcPort) {
        Optional<Setting> setting = said.find(ConfigKey.SELF_GRPC);
        if (setting.isEmpty()) {
            return new HostPort(selfUrl.hostPort().host(), grpcPort);
        }
        HostPort grpc = setting.get().as(HostPort::parse);
        refuseLoopback(setting.get(), bind, grpc);
        return grpc;
    }

    private static void refuseLoopback(Setting setting, String bind, HostPort self) {
        if (self.isLoopback() && !Values.isLoopback(bind)) {
            throw setting.refused("a host that other machines can reach, since this peer is bound to " + bind
                    + " (a loopback address may stand in peer.also_at)");
        }
    }

    /** Nobody can be reached at "all addresses": then the operator has to say where. */
    private String defaultHost(String bind) {
        if (bind.equals("127.0.0.1")) {
            return "localhost";
        }
        if (Values.isAnyAddress(bind)) {
            throw said.find(ConfigKey.BIND_ADDRESS)
                    .orElseThrow()
                    .refused("all addresses only where peer.self_url says which of them others use");
        }
        return bind;
    }

    private List<Endpoint> alsoAt() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; ; i++) {
            Optional<Setting> url = said.find(ConfigKey.ALSO_AT_URL, i);
            Optional<Setting> grpc = said.find(ConfigKey.ALSO_AT_GRPC, i);
            if (url.isEmpty() && grpc.isEmpty()) {
                return endpoints;
            }
            if (i == MAX_ALSO_AT) {
                throw url.or(() -> grpc).get().refused("at most " + MAX_ALSO_AT + " entries in peer.also_at");
            }
            if (url.isEmpty() || grpc.isEmpty()) {
                throw url.or(() -> grpc).get().refused("entries of peer.also_at that have both url and grpc");
            }
            endpoints.add(new Endpoint(url.get().as(PeerUrl::parse), grpc.get().as(HostPort::parse)));
        }
    }

    private List<PeerUrl> friends(PeerUrl selfUrl, List<Endpoint> alsoAt, int restPort) {
        LinkedHashSet<PeerUrl> friends = new LinkedHashSet<>();
        for (Setting setting : friendSettings()) {
            PeerUrl friend = setting.as(PeerUrl::parse);
            Optional<String> own = own(friend, selfUrl, alsoAt, restPort);
            if (own.isPresent()) {
                throw setting.refused("another peer, and this is the peer itself, by its " + own.get());
            }
            friends.add(friend);
            if (friends.size() > MAX_FRIENDS) {
                throw setting.refused("at most " + MAX_FRIENDS + " friends");
            }
        }
        return List.copyOf(friends);
    }

    /** Which key makes this address the peer's own: it may be that one which is wrong. */
    private static Optional<String> own(PeerUrl friend, PeerUrl selfUrl, List<Endpoint> alsoAt, int restPort) {
        if (friend.isLoopback() && friend.hostPort().port() == restPort) {
            return Optional.of("rest_port " + restPort);
        }
        if (friend.equals(selfUrl)) {
            return Optional.of("self_url");
        }
        return alsoAt.stream().anyMatch(also -> also.url().equals(friend)) ? Optional.of("also_at") : Optional.empty();
    }

    private List<Setting> friendSettings() {
        List<Setting> settings = new ArrayList<>();
        said.find(ConfigKey.FRIEND_PRIMARY).ifPresent(settings::add);
        said.find(ConfigKey.FRIEND_SECONDARY).ifPresent(settings::add);
        said.find(ConfigKey.FRIENDS).ifPresent(list -> settings.addAll(Values.parts(list)));
        Optional<Setting> next;
        for (int i = 0; (next = said.find(ConfigKey.FRIEND, i)).isPresent(); i++) {
            settings.add(next.get());
        }
        return settings;
    }

    private Optional<Path> directory(ConfigKey key) {
        return said.find(key).map(s -> s.as(Values::path));
    }

    private SearchSettings search() {
        SearchSettings byDefault = SearchSettings.DEFAULTS;
        return new SearchSettings(
                number(ConfigKey.SEARCH_TTL, 1, SearchSettings.MAX_TTL, byDefault.ttl()),
                number(ConfigKey.SEARCH_FANOUT, 1, SearchSettings.MAX_FANOUT, byDefault.fanout()),
                number(ConfigKey.SEARCH_LIMIT, 1, SearchSettings.MAX_LIMIT, byDefault.limit()),
                said.find(ConfigKey.SEARCH_DEADLINE)
                        .map(s -> s.as(text ->
                                Values.duration(text, SearchSettings.MIN_DEADLINE, SearchSettings.MAX_DEADLINE)))
                        .orElse(byDefault.deadline()),
                said.find(ConfigKey.SEARCH_STRATEGY)
                        .map(s -> s.as(SearchSettings.Strategy::of))
                        .orElse(byDefault.strategy()));
    }

    private Limits limits() {
        Limits byDefault = Limits.DEFAULTS;
        return new Limits(
                size(ConfigKey.LIMITS_MAX_FILE_SIZE, byDefault.maxFileSize()),
                number(ConfigKey.LIMITS_MAX_TRANSFERS, 1, Limits.MAX_TRANSFERS, byDefault.maxTransfers()),
                size(ConfigKey.LIMITS_MAX_ECHO, byDefault.maxEcho()),
                number(ConfigKey.LIMITS_QUERY_RATE, 0, Limits.MAX_QUERY_RATE, byDefault.queryRate()),
                number(ConfigKey.LIMITS_CALLER_RATE, 0, Limits.MAX_QUERY_RATE, byDefault.callerRate()),
                rates(byDefault.rates()));
    }

    private Limits.Rates rates(Limits.Rates byDefault) {
        return new Limits.Rates(
                rate(ConfigKey.LIMITS_SEND_RATE, Limits.Rates.SLOWEST, byDefault.send()),
                rate(ConfigKey.LIMITS_RECEIVE_RATE, Limits.Rates.SLOWEST, byDefault.receive()),
                rate(ConfigKey.LIMITS_LEAST_RATE, DataSize.ofBytes(1), byDefault.least()),
                rate(ConfigKey.LIMITS_HASH_RATE, Limits.Rates.SLOWEST, byDefault.hash()));
    }

    private DataSize size(ConfigKey key, DataSize byDefault) {
        return said.find(key).map(s -> s.as(Values::size)).orElse(byDefault);
    }

    private DataSize rate(ConfigKey key, DataSize least, DataSize byDefault) {
        return said.find(key).map(s -> s.as(text -> Values.rate(text, least))).orElse(byDefault);
    }

    private int number(ConfigKey key, int least, int most, int byDefault) {
        return said.find(key)
                .map(s -> s.as(text -> Values.number(text, least, most)))
                .orElse(byDefault);
    }
}
