package dev.evenkeel.serve.protocol;

import dev.evenkeel.json.JsonObject;

/** An output that a request asks for by name. */
public record RequestedOutput(String name, JsonObject parameters) {}
