package dev.evenkeel.cli;

import dev.evenkeel.json.JsonObject;
import java.util.Locale;

/** Something about a model's health. */
record Finding(Level level, String layer, String message) {
    /** How bad it is. */
    enum Level {
        /** Good to know. */
        NOTE,
        /** Predictions may be worse than they could be. */
        WARNING,
        /** The model cannot be used as it is. */
        ERROR
    }

    JsonObject toJson() {
        return JsonObject.of()
                .with("level", level.name().toLowerCase(Locale.ROOT))
                .with("layer", layer)
                .with("message", message);
    }

    @Override
    public String toString() {
        return level.name().toLowerCase(Locale.ROOT) + ": " + message;
    }
}
