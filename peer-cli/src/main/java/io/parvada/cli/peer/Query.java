package io.parvada.cli.peer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The part of a request behind the {@code ?}; also the percent-encoding of names in paths. Mutable, one thread. */
public final class Query {

    private final List<String> pairs = new ArrayList<>();

    /** Adds nothing for a null value. */
    public Query with(String name, Object value) {
        if (value != null) {
            pairs.add(encode(name) + "=" + encode(value.toString()));
        }
        return this;
    }

    /** A name with {@code /} as path segments (RFC 3986). */
    public static String path(String name) {
        return Arrays.stream(name.split("/", -1)).map(Query::encode).collect(Collectors.joining("/"));
    }

    @Override
    public String toString() {
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static String encode(String text) {
        // URLEncoder makes forms, where a blank is '+'; in a path '+' is a plus.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
