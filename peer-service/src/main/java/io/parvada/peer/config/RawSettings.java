package io.parvada.peer.config;

import io.parvada.transfer.error.PeerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What was said under {@code peer}, key by key, before anything is understood: command line over environment over file,
 * a list as a whole. Knows where each value came from, for the sentence that refuses it. Immutable.
 */
final class RawSettings {

    /** The variable that names the file; no key of the peer. */
    static final String FILE_VARIABLE = "PEER_CONFIG";

    /** One value: {@code where} is "file:line" or the name of another source, {@code key} as it is written there. */
    record Setting(String where, String key, String text, ConfigKey kind) {

        /** The value understood. @throws StartRefused if the function finds it wrong, by any exception of its own */
        <T> T as(Function<String, T> understand) {
            try {
                return understand.apply(text);
            } catch (PeerException | IllegalArgumentException | ArithmeticException e) {
                throw refused(kind.accepted());
            }
        }

        StartRefused refused(String accepted) {
            return new StartRefused(where + ": " + key + " is \"" + text + "\"; accepted: " + accepted + ".");
        }
    }

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private String file = "the environment";

    /** @throws StartRefused for a key that there is none, naming the nearest */
    RawSettings(Iterable<PropertySource<?>> sources) {
        Set<String> said = new HashSet<>();
        for (PropertySource<?> source : sources) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                List<String> added = addAll(enumerable, said);
                added.forEach(path -> said.add(root(path)));
            }
            if (source instanceof ConfigFile) {
                file = source.getName();
            }
        }
    }

    /** What a sentence about a key that nobody wrote begins with: the file, or the environment where there is none. */
    String file() {
        return file;
    }

    Optional<Setting> find(ConfigKey key) {
        return Optional.ofNullable(settings.get(key.path()));
    }

    /** The value at an index of a list, {@code also_at[2].url}. */
    Optional<Setting> find(ConfigKey key, int index) {
        return Optional.ofNullable(settings.get(key.path().replace("[]", "[" + index + "]")));
    }

    private List<String> addAll(EnumerablePropertySource<?> source, Set<String> saidBefore) {
        List<String> added = new ArrayList<>();
        for (String name : source.getPropertyNames()) {
            Optional<String> path = path(source, name);
            if (path.isPresent() && !saidBefore.contains(root(path.get()))) {
                settings.put(path.get(), setting(source, name, path.get()));
                added.add(path.get());
            }
        }
        return added;
    }

    private static Optional<String> path(EnumerablePropertySource<?> source, String name) {
        if (source instanceof SystemEnvironmentPropertySource) {
            return pathOfVariable(source, name);
        }
        if (source instanceof ConfigFile file) {
            return pathInFile(file, name);
        }
        String plain = name.toLowerCase(Locale.ROOT).replace('-', '_');
        if (!plain.startsWith(ConfigKey.ROOT)) {
            return Optional.empty();
        }
        String path = plain.substring(ConfigKey.ROOT.length());
        if (ConfigKey.of(path).isEmpty()) {
            throw unknown(source.getName() + ": " + name, source.getProperty(name), path);
        }
        return Optional.of(path);
    }

    /** An empty variable counts as none: compose files write {@code PEER_NAME=${PEER_NAME:-}}. */
    private static Optional<String> pathOfVariable(EnumerablePropertySource<?> source, String name) {
        if (!name.startsWith("PEER_")
                || name.equals(FILE_VARIABLE)
                || text(source, name).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> path = ConfigKey.fromEnvironment(name);
        if (path.isEmpty()) {
            String meant = ConfigKey.nearest(name.substring("PEER_".length()).toLowerCase(Locale.ROOT))
                    .path();
            throw new StartRefused("environment: " + name + " is \"" + text(source, name)
                    + "\", but there is no such key; the nearest is " + variable(meant) + ".");
        }
        return path;
    }

    private static Optional<String> pathInFile(ConfigFile file, String name) {
        if (name.startsWith("logging.")) {
            return Optional.empty();
        }
        String where = file.getName() + ":" + file.lineOf(name) + ": " + name;
        String path = name.startsWith(ConfigKey.ROOT) ? name.substring(ConfigKey.ROOT.length()) : name;
        if (!name.startsWith(ConfigKey.ROOT) || ConfigKey.of(path).isEmpty()) {
            if (name.equals("peer") || ConfigKey.isObject(path)) {
                throw new StartRefused(where + " is \"" + text(file, name) + "\"; accepted: an object.");
            }
            throw unknown(where, file.getProperty(name), path);
        }
        return Optional.of(path);
    }

    private static StartRefused unknown(String where, Object value, String path) {
        return new StartRefused(where + " is \"" + value + "\", but there is no such key; the nearest is "
                + ConfigKey.ROOT + ConfigKey.nearest(path).path() + ".");
    }

    private static Setting setting(EnumerablePropertySource<?> source, String name, String path) {
        ConfigKey kind = ConfigKey.of(path).orElseThrow();
        String text = text(source, name);
        if (source instanceof ConfigFile file) {
            return new Setting(file.getName() + ":" + file.lineOf(name), name, text, kind);
        }
        boolean environment = source instanceof SystemEnvironmentPropertySource;
        return new Setting(environment ? "environment" : source.getName(), name, text, kind);
    }

    private static String text(EnumerablePropertySource<?> source, String name) {
        return String.valueOf(source.getProperty(name));
    }

    private static String variable(String path) {
        return "PEER_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace("[]", "_0");
    }

    /** The key that one source takes over whole: {@code friends} of {@code friends[3]}. */
    private static String root(String path) {
        int bracket = path.indexOf('[');
        return bracket < 0 ? path : path.substring(0, bracket);
    }
}
