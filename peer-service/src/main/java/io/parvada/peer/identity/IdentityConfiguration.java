package io.parvada.peer.identity;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.config.Access;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.config.StartRefused;
import io.parvada.transfer.credential.HolderKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Reads or makes this peer's keys and token. No threads. */
@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(Self.class);
    private static final int TOKEN_BYTES = 32;

    @Bean
    IdentityKeys identityKeys(PeerConfig config) {
        return IdentityKeys.load(config.stateDir().resolve("identity"));
    }

    /** Lazy: where access is open, nobody needs it, nor the classes that make it. */
    @Bean
    @Lazy
    HolderKey holderKey(IdentityKeys keys) {
        return keys.holder();
    }

    @Bean
    Self self(PeerConfig config, IdentityKeys keys) {
        return new Self(new Peer(keys.id(), config.name(), config.selfUrl(), config.selfGrpc(), config.alsoAt()));
    }

    @Bean
    AccessPolicy accessPolicy(PeerConfig config, Self self) {
        Path file = config.stateDir().resolve("admin-token");
        String token =
                PrivateFiles.readOrCreate(file, IdentityConfiguration::newToken).strip();
        if (token.isEmpty()) {
            throw new StartRefused(file + " is empty; accepted is one line of text, or no file, and one is made.");
        }
        Set<String> hosts = self.peer().endpoints().stream()
                .flatMap(IdentityConfiguration::hosts)
                .collect(Collectors.toUnmodifiableSet());
        return new AccessPolicy(config.access() == Access.OPEN, token, hosts);
    }

    /** The first line an operator looks for. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> introduction(PeerConfig config, Self self) {
        Peer me = self.peer();
        return ready -> log.info(
                "{} is up: id {}, REST {}, gRPC {}, bound to {}, access {}, shares {}",
                me.name(),
                me.id(),
                me.url(),
                me.grpc(),
                config.bindAddress(),
                config.access().text(),
                config.sharedDir());
    }

    private static Stream<String> hosts(Endpoint endpoint) {
        HostPort rest = endpoint.url().hostPort();
        String host = rest.host();
        return Stream.of(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
    }

    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random) + "\n";
    }
}
