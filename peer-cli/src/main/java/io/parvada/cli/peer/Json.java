package io.parvada.cli.peer;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and makes JSON. What is missing, null or of another type reads as null, never as an exception. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    /** @throws JacksonException if it is no JSON */
    public static JsonNode parse(byte[] body) {
        return MAPPER.readTree(body);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Null unless the field is a string. */
    public static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isString() ? value.stringValue() : null;
    }

    /** Null unless the field is a whole number. */
    public static Long number(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() ? Long.valueOf(value.longValue()) : null;
    }

    /** False unless the field is {@code true}. */
    public static boolean flag(JsonNode object, String field) {
        return object.path(field).booleanValue(false);
    }
}
