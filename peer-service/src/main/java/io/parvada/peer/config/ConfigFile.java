package io.parvada.peer.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.EnumerablePropertySource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The configuration file, strict JSON (RFC 8259), as flat properties: {@code peer.search.ttl}, {@code peer.friends[0]}.
 * Each remembers its line. A key that stands twice is refused, and so is null. Immutable.
 *
 * <p>Not the YAML loader of Spring Boot, which takes most JSON: it stumbles over a tab and over {@code \/}, takes the
 * second of two equal keys, and blames legal JSON in YAML's words.
 */
final class ConfigFile extends EnumerablePropertySource<Map<String, ConfigFile.Entry>> {

    /** A value as text and the line on which it stands. */
    record Entry(String text, int line) {}

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ConfigFile(String name, Map<String, Entry> entries) {
        super(name, entries);
    }

    /** Reads the file; its name in sentences is the path as given. @throws StartRefused unless it is a JSON object */
    static ConfigFile load(Path path) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new StartRefused(path + " holds no JSON object; accepted: {\"peer\": {…}}.");
            }
            readObject(path, json, "", entries);
            if (json.nextToken() != null) {
                throw new StartRefused(
                        path + ":" + line(json) + " holds more than one JSON object; accepted: {\"peer\": {…}}.");
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new StartRefused(path + ":" + line + " is not JSON: " + e.getOriginalMessage() + ".", e);
        } catch (IOException e) {
            throw new StartRefused(
                    "PEER_CONFIG is \"" + path + "\", which cannot be read: " + StartRefused.why(e)
                            + "; accepted: a JSON file, or no PEER_CONFIG at all.",
                    e);
        }
        return new ConfigFile(path.toString(), entries);
    }

    private static void readObject(Path path, JsonParser json, String prefix, Map<String, Entry> entries) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = prefix + json.currentName();
            json.nextToken();
            readValue(path, json, key, entries);
        }
    }

    private static void readValue(Path path, JsonParser json, String key, Map<String, Entry> entries) {
        switch (json.currentToken()) {
            case START_OBJECT -> readObject(path, json, key + ".", entries);
            case START_ARRAY -> {
                for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                    readValue(path, json, key + "[" + i + "]", entries);
                }
            }
            case VALUE_NULL ->
                throw new StartRefused(
                        path + ":" + line(json) + ": " + key + " is null; accepted: a value, or no such key.");
            default -> entries.put(key, new Entry(json.getString(), line(json)));
        }
    }

    private static int line(JsonParser json) {
        return json.currentTokenLocation().getLineNr();
    }

    /** The line of a key that is there. */
    int lineOf(String key) {
        return getSource().get(key).line();
    }

    @Override
    public Object getProperty(String name) {
        Entry entry = getSource().get(name);
        return entry == null ? null : entry.text();
    }

    @Override
    public String[] getPropertyNames() {
        return getSource().keySet().toArray(String[]::new);
    }
}
