package io.parvada.peer.config;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerName;
import io.parvada.peer.address.PeerUrl;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every key under {@code peer}, and what it accepts as the sentences say it. The only list of keys there is. */
enum ConfigKey {
    NAME("name", PeerName.FORM),
    SELF_URL("self_url", PeerUrl.FORM),
    SELF_GRPC("self_grpc", HostPort.FORM),
    ALSO_AT_URL("also_at[].url", PeerUrl.FORM),
    ALSO_AT_GRPC("also_at[].grpc", HostPort.FORM),
    REST_PORT("rest_port", "a port from 1 to 65535"),
    GRPC_PORT("grpc_port", "a port from 1 to 65535"),
    BIND_ADDRESS("bind_address", "an IP address of this machine, 0.0.0.0 for all, or localhost"),
    ACCESS("access", "open, cluster or directory"),
    CLUSTER_SECRET_FILE("cluster_secret_file", "a file that only its owner can read, made before the peer starts"),
    TLS_CERTIFICATE("tls.certificate", "a PEM file with a certificate, and after it those that lead to its CA"),
    TLS_PRIVATE_KEY("tls.private_key", "a PEM file with the private key of tls.certificate, unencrypted (PKCS#8)"),
    TLS_TRUST("tls.trust", "a PEM file with the certificates of the CAs that this peer trusts"),
    SHARED_DIR("shared_dir", "a directory that exists and can be read"),
    STATE_DIR("state_dir", "a directory that can be written"),
    FRIEND_PRIMARY("friend_primary", PeerUrl.FORM),
    FRIEND_SECONDARY("friend_secondary", PeerUrl.FORM),
    FRIENDS("friends", "a list of " + PeerUrl.FORM),
    FRIEND("friends[]", PeerUrl.FORM),
    SEARCH_TTL("search.ttl", "a whole number from 1 to " + SearchSettings.MAX_TTL),
    SEARCH_FANOUT("search.fanout", "a whole number from 1 to " + SearchSettings.MAX_FANOUT),
    SEARCH_LIMIT("search.limit", "a whole number from 1 to " + SearchSettings.MAX_LIMIT),
    SEARCH_DEADLINE("search.deadline", "a duration from 50ms to 30s, such as 500ms or 2s"),
    SEARCH_STRATEGY("search.strategy", "flood or bloom"),
    LIMITS_MAX_FILE_SIZE("limits.max_file_size", "a size with its unit, such as 64MB or 1TB"),
    LIMITS_MAX_TRANSFERS("limits.max_transfers", "a whole number from 1 to " + Limits.MAX_TRANSFERS),
    LIMITS_MAX_ECHO("limits.max_echo", "a size with its unit, such as 64MB or 1TB"),
    LIMITS_QUERY_RATE("limits.query_rate", "a whole number up to " + Limits.MAX_QUERY_RATE + ", or 0 for no limit"),
    LIMITS_CALLER_RATE("limits.caller_rate", "a whole number up to " + Limits.MAX_QUERY_RATE + ", or 0 for no limit"),
    LIMITS_SEND_RATE("limits.send_rate", Values.RATE),
    LIMITS_RECEIVE_RATE("limits.receive_rate", Values.RATE),
    LIMITS_LEAST_RATE("limits.least_rate", "what a sender must give in a second, such as 1KB, or 0"),
    LIMITS_HASH_RATE("limits.hash_rate", Values.RATE),
    DIRECTORY_ENABLED("directory.enabled", "true or false"),
    DIRECTORY_STORE("directory.store", "sqlite, or a URL like jdbc:postgresql://host:5432/database"),
    DIRECTORY_STORE_USER("directory.store_user", "the name of a user of the database"),
    DIRECTORY_STORE_PASSWORD_FILE("directory.store_password_file", Values.SECRET_FILE),
    DIRECTORY_LEASE("directory.lease", "a duration from 3s to 1h, such as 60s"),
    DIRECTORY_ADMIN_PASSWORD_FILE("directory.admin_password_file", Values.SECRET_FILE),
    DIRECTORY_ADMIN_PASSWORD("directory.admin_password", "a password in the environment alone"),
    DIRECTORY_URLS("directory.urls", "a list of " + PeerUrl.FORM),
    DIRECTORY_URL("directory.urls[]", PeerUrl.FORM),
    DIRECTORY_NAME("directory.name", "the name of an account of the directory"),
    DIRECTORY_PASSWORD_FILE("directory.password_file", Values.SECRET_FILE);

    static final String ROOT = "peer.";

    private final String path;
    private final String accepted;
    private final Pattern inFile;
    private final Pattern inEnvironment;

    ConfigKey(String path, String accepted) {
        this.path = path;
        this.accepted = accepted;
        this.inFile = Pattern.compile(path.replace(".", "\\.").replace("[]", "\\[\\d{1,3}]"));
        this.inEnvironment = Pattern.compile(
                "PEER_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace("[]", "_(\\d{1,3})"));
    }

    /** As it stands in the file, without the leading {@code peer.}; a list's index is {@code []}. */
    String path() {
        return path;
    }

    String accepted() {
        return accepted;
    }

    /** The key of this path, a list's index being {@code [n]}. */
    static Optional<ConfigKey> of(String path) {
        return Arrays.stream(values())
                .filter(key -> key.inFile.matcher(path).matches())
                .findFirst();
    }

    /** Whether further keys stand below this one, so that it takes an object and no value. */
    static boolean isObject(String path) {
        String below = path.replaceAll("\\[\\d+]", "[]") + ".";
        return Arrays.stream(values()).anyMatch(key -> key.path.startsWith(below));
    }

    /** The path that an environment variable sets: {@code PEER_ALSO_AT_0_URL} is {@code also_at[0].url}. */
    static Optional<String> fromEnvironment(String variable) {
        for (ConfigKey key : values()) {
            Matcher matcher = key.inEnvironment.matcher(variable);
            if (matcher.matches()) {
                String index = matcher.groupCount() == 0 ? "" : matcher.group(1);
                return Optional.of(key.path.replace("[]", "[" + index + "]"));
            }
        }
        return Optional.empty();
    }

    /** The key that a person most likely meant: the one of least edit distance (Levenshtein). */
    static ConfigKey nearest(String path) {
        return Arrays.stream(values())
                .min(Comparator.comparingInt(key -> distance(path, key.path)))
                .orElseThrow();
    }

    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
