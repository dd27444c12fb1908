package io.parvada.peer.config;

import io.parvada.transfer.content.FileName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * The first thing a peer does: reads the file that {@code PEER_CONFIG} names, understands it, and looks at the directories
 * and ports it names, so that a wrong one ends the start with one sentence before anything is built or listened on. Then
 * hands the ports to the servers of Spring and gRPC. Named in {@code META-INF/spring.factories}; main thread.
 */
final class StartChecks implements EnvironmentPostProcessor, Ordered {

    private static final String PEM_BUNDLE = "spring.ssl.bundle.pem.";

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        String file = environment.getProperty(RawSettings.FILE_VARIABLE, "");
        if (!file.isBlank()) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, ConfigFile.load(path(file)));
        }
        RawSettings said = new RawSettings(sources);
        PeerConfig config = PeerConfigReader.read(said);
        checkSharedDir(said, config.sharedDir());
        checkStateDir(said, config.stateDir());
        checkApart(said, config.sharedDir(), config.stateDir());
        checkTls(said, config.tls());
        // Someone who sets server.port beside the peer's keys, as tests do, knows what it is for.
        if (!environment.containsProperty("server.port")) {
            checkPort(said, ConfigKey.REST_PORT, config.bindAddress(), config.restPort());
        }
        if (!environment.containsProperty("grpc.server.port")) {
            checkPort(said, ConfigKey.GRPC_PORT, config.bindAddress(), config.grpcPort());
        }
        sources.addLast(servers(config));
    }

    private static MapPropertySource servers(PeerConfig config) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "server.port", config.restPort(),
                "server.address", config.bindAddress(),
                "grpc.server.port", config.grpcPort(),
                "grpc.server.address", config.bindAddress()));
        PeerConfig.TlsFiles tls = config.tls();
        // A file is read when it has been as it is for a second: certificate and key change one after the other.
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "1s");
        tls.certificate().ifPresent(certificate -> {
            String bundle = PEM_BUNDLE + PeerConfig.TlsFiles.CERTIFICATE_BUNDLE;
            properties.put(bundle + ".keystore.certificate", "file:" + certificate);
            properties.put(
                    bundle + ".keystore.private-key", "file:" + tls.privateKey().orElseThrow());
            properties.put(bundle + ".reload-on-update", true);
            properties.put("server.ssl.bundle", PeerConfig.TlsFiles.CERTIFICATE_BUNDLE);
        });
        tls.trust().ifPresent(trust -> {
            String bundle = PEM_BUNDLE + PeerConfig.TlsFiles.TRUST_BUNDLE;
            properties.put(bundle + ".truststore.certificate", "file:" + trust);
            properties.put(bundle + ".reload-on-update", true);
        });
        return new MapPropertySource("ports of the peer", properties);
    }

    private static void checkTls(RawSettings said, PeerConfig.TlsFiles tls) {
        tls.certificate().ifPresent(file -> {
            PublicKey shown = certificate(said, ConfigKey.TLS_CERTIFICATE, file);
            PrivateKey key =
                    read(said, ConfigKey.TLS_PRIVATE_KEY, tls.privateKey().orElseThrow(), PemContent::getPrivateKey);
            if (!isPair(shown, key)) {
                throw said.find(ConfigKey.TLS_PRIVATE_KEY).orElseThrow().refused(ConfigKey.TLS_PRIVATE_KEY.accepted());
            }
        });
        tls.trust().ifPresent(file -> certificate(said, ConfigKey.TLS_TRUST, file));
    }

    private static PublicKey certificate(RawSettings said, ConfigKey key, Path file) {
        return read(said, key, file, pem -> pem.getCertificates().get(0).getPublicKey());
    }

    private static <T> T read(RawSettings said, ConfigKey key, Path file, Function<PemContent, T> part) {
        try {
            return Objects.requireNonNull(part.apply(PemContent.load(file)));
        } catch (IOException | RuntimeException e) {
            throw said.find(key).orElseThrow().refused(key.accepted());
        }
    }

    private static boolean isPair(PublicKey shown, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update((byte) 1);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new StartRefused("PEER_CONFIG is \"" + file + "\"; accepted: the path of a JSON file.", e);
        }
    }

    /** The default is made; a directory that someone named must be there, or a mistyped one would share nothing. */
    private static void checkSharedDir(RawSettings said, Path directory) {
        var setting = said.find(ConfigKey.SHARED_DIR);
        if (setting.isEmpty()) {
            create(directory, "peer.shared_dir");
        }
        if (!Files.isDirectory(directory) || !Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw setting.map(s -> s.refused(ConfigKey.SHARED_DIR.accepted()))
                    .orElseGet(() -> new StartRefused(directory + " cannot be read; accepted: peer.shared_dir naming "
                            + ConfigKey.SHARED_DIR.accepted() + "."));
        }
    }

    private static void checkStateDir(RawSettings said, Path directory) {
        var setting = said.find(ConfigKey.STATE_DIR);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            if (setting.isPresent()) {
                throw setting.get().refused(ConfigKey.STATE_DIR.accepted());
            }
            throw notMade(directory, "peer.state_dir", e);
        }
        if (!Files.isWritable(directory)) {
            throw setting.map(s -> s.refused(ConfigKey.STATE_DIR.accepted()))
                    .orElseGet(() -> new StartRefused(directory + " cannot be written; accepted: peer.state_dir naming "
                            + ConfigKey.STATE_DIR.accepted() + "."));
        }
    }

    /** Keys and the admin's token must not be files that anyone can ask for: below the share only hidden names are safe. */
    private static void checkApart(RawSettings said, Path share, Path state) {
        Path apart;
        try {
            Path shared = share.toRealPath();
            Path real = state.toRealPath();
            if (!real.startsWith(shared)) {
                return;
            }
            apart = shared.relativize(real);
        } catch (IOException e) {
            throw new StartRefused(state + " cannot be looked at: " + StartRefused.why(e) + ".", e);
        }
        for (Path segment : apart) {
            if (FileName.isReserved(segment.toString())) {
                return;
            }
        }
        throw said.find(ConfigKey.STATE_DIR)
                .map(s -> s.refused("a directory outside of " + share + ", which is shared"))
                .orElseGet(() -> new StartRefused(state + " is shared; accepted: peer.state_dir outside of it."));
    }

    private static void create(Path directory, String key) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw notMade(directory, key, e);
        }
    }

    private static StartRefused notMade(Path directory, String key, IOException e) {
        return new StartRefused(
                directory + " cannot be made: " + StartRefused.why(e) + "; accepted: " + key
                        + " naming a directory elsewhere.",
                e);
    }

    private static void checkPort(RawSettings said, ConfigKey key, String bindAddress, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // As the servers do: a port in TIME_WAIT is free.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(bindAddress), port));
        } catch (IOException e) {
            String accepted = "a port that can be opened on " + bindAddress + " (" + StartRefused.why(e) + ")";
            throw said.find(key)
                    .map(s -> s.refused(accepted))
                    .orElseGet(() -> new StartRefused(said.file() + ": " + ConfigKey.ROOT + key.path() + " is " + port
                            + " by default; accepted: " + accepted + "."));
        }
    }
}
