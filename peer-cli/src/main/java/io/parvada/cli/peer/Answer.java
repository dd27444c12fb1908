package io.parvada.cli.peer;

import tools.jackson.databind.JsonNode;

/** A successful answer of the asked peer. {@code text} is the body as it came; {@code json} is null for an empty one. */
public record Answer(int status, String text, JsonNode json) {}
