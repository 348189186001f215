package dev.evenkeel.layer;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;

/** A layer without settings. */
public interface PlainLayer extends Layer {
    @Override
    default JsonValue settings() {
        return JsonObject.of();
    }
}
