package io.parvada.peer.config;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.config.RawSettings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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
        Limits limits,
        Directory directory,
        TlsFiles tls) {

    /**
     * The role of a directory, and the use of one. Its text never shows a password.
     *
     * @param store {@code sqlite} or the JDBC URL of a PostgreSQL database
     * @param lease how long a peer that is silent stays in answers, 3 s to 1 h; it renews after a third of that
     * @param adminPassword from the environment; null where there is none there
     * @param urls the directory that this peer logs in at, by all its processes; empty for none
     */
    public record Directory(
            boolean enabled,
            String store,
            String storeUser,
            Path storePasswordFile,
            Duration lease,
            Path adminPasswordFile,
            String adminPassword,
            List<PeerUrl> urls,
            String name,
            Path passwordFile) {

        private static final String SQLITE = "sqlite";
        private static final Pattern JDBC = Pattern.compile("jdbc:postgresql://[^\\s?]+/[^\\s]+");
        private static final Duration LEAST_LEASE = Duration.ofSeconds(3);
        private static final Duration LONGEST_LEASE = Duration.ofHours(1);
        private static final int MAX_URLS = 16;

        /** Neither is one, nor uses one. */
        public static final Directory NONE =
                new Directory(false, SQLITE, null, null, Duration.ofSeconds(60), null, null, List.of(), null, null);

        /** Whether the store is a file of this peer's own. */
        public boolean inFile() {
            return store.equals(SQLITE);
        }

        /** Null where none is needed. @throws StartRefused if its file cannot be read or is empty */
        public String storePassword() {
            return storePasswordFile == null
                    ? null
                    : secret(storePasswordFile, ConfigKey.DIRECTORY_STORE_PASSWORD_FILE);
        }

        /** Of the first administrator; empty where none was said. @throws StartRefused as above */
        public Optional<String> firstAdminPassword() {
            return adminPasswordFile == null
                    ? Optional.ofNullable(adminPassword)
                    : Optional.of(secret(adminPasswordFile, ConfigKey.DIRECTORY_ADMIN_PASSWORD_FILE));
        }

        /** With which this peer logs in. @throws StartRefused as above */
        public String password() {
            return secret(passwordFile, ConfigKey.DIRECTORY_PASSWORD_FILE);
        }

        static Directory read(RawSettings said) {
            Directory byDefault = NONE;
            return new Directory(
                    said.find(ConfigKey.DIRECTORY_ENABLED)
                            .map(s -> s.as(Values::flag))
                            .orElse(false),
                    said.find(ConfigKey.DIRECTORY_STORE).map(Directory::storeOf).orElse(SQLITE),
                    said.find(ConfigKey.DIRECTORY_STORE_USER).map(Setting::text).orElse(null),
                    path(said, ConfigKey.DIRECTORY_STORE_PASSWORD_FILE),
                    said.find(ConfigKey.DIRECTORY_LEASE)
                            .map(s -> s.as(text -> Values.duration(text, LEAST_LEASE, LONGEST_LEASE)))
                            .orElse(byDefault.lease()),
                    path(said, ConfigKey.DIRECTORY_ADMIN_PASSWORD_FILE),
                    said.find(ConfigKey.DIRECTORY_ADMIN_PASSWORD)
                            .map(Directory::fromEnvironment)
                            .orElse(null),
                    urls(said),
                    said.find(ConfigKey.DIRECTORY_NAME).map(Setting::text).orElse(null),
                    path(said, ConfigKey.DIRECTORY_PASSWORD_FILE));
        }

        private static String storeOf(Setting setting) {
            if (setting.text().contains("password=")) {
                throw new StartRefused(setting.where() + ": " + setting.key() + " holds a password; accepted: one in "
                        + ConfigKey.ROOT + ConfigKey.DIRECTORY_STORE_PASSWORD_FILE.path() + ".");
            }
            if (!setting.text().equals(SQLITE) && !JDBC.matcher(setting.text()).matches()) {
                throw setting.refused(ConfigKey.DIRECTORY_STORE.accepted());
            }
            return setting.text();
        }

        private static String fromEnvironment(Setting setting) {
            if (!setting.where().equals("environment")) {
                throw new StartRefused(setting.where() + ": " + setting.key()
                        + " is a password where others may read it; accepted: " + ConfigKey.ROOT
                        + ConfigKey.DIRECTORY_ADMIN_PASSWORD_FILE.path() + ", or "
                        + "PEER_DIRECTORY_ADMIN_PASSWORD in the environment.");
            }
            return setting.text();
        }

        private static List<PeerUrl> urls(RawSettings said) {
            List<Setting> settings = new ArrayList<>();
            said.find(ConfigKey.DIRECTORY_URLS).ifPresent(list -> settings.addAll(Values.parts(list)));
            Optional<Setting> next;
            for (int i = 0; (next = said.find(ConfigKey.DIRECTORY_URL, i)).isPresent(); i++) {
                settings.add(next.get());
            }
            if (settings.size() > MAX_URLS) {
                throw settings.get(MAX_URLS).refused("at most " + MAX_URLS + " URLs of one directory");
            }
            boolean known = said.find(ConfigKey.DIRECTORY_NAME).isPresent()
                    && said.find(ConfigKey.DIRECTORY_PASSWORD_FILE).isPresent();
            if (!settings.isEmpty() && !known) {
                throw settings.get(0)
                        .refused("a directory's URL only with peer.directory.name and peer.directory.password_file");
            }
            return settings.stream()
                    .map(setting -> setting.as(PeerUrl::parse))
                    .distinct()
                    .toList();
        }

        private static Path path(RawSettings said, ConfigKey key) {
            return said.find(key).map(s -> s.as(Values::path)).orElse(null);
        }

        private static String secret(Path file, ConfigKey key) {
            try {
                String text = Files.readString(file).strip();
                if (!text.isEmpty()) {
                    return text;
                }
            } catch (IOException e) {
                throw refused(file, key, StartRefused.why(e));
            }
            throw refused(file, key, "it is empty");
        }

        private static StartRefused refused(Path file, ConfigKey key, String why) {
            return new StartRefused(ConfigKey.ROOT + key.path() + " is \"" + file + "\", which cannot be used (" + why
                    + "); accepted: " + key.accepted() + ".");
        }

        @Override
        public String toString() {
            return "directory " + (enabled ? "in " + (inFile() ? SQLITE : "PostgreSQL") : "off") + ", logs in at "
                    + urls;
        }
    }

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
