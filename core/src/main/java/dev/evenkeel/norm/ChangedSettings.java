package dev.evenkeel.norm;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;

/** Collects the settings that differ from their defaults, in order. */
final class ChangedSettings {
    private JsonObject settings = JsonObject.of();

    ChangedSettings number(String name, float value, float usual) {
        if (value != usual) {
            settings = settings.with(name, value);
        }
        return this;
    }

    ChangedSettings integer(String name, long value, long usual) {
        if (value != usual) {
            settings = settings.with(name, value);
        }
        return this;
    }

    ChangedSettings word(String name, Enum<?> value, Enum<?> usual) {
        if (value != usual) {
            settings = settings.with(name, Settings.wordOf(value));
        }
        return this;
    }

    ChangedSettings set(String name, boolean isSet) {
        if (isSet) {
            settings = settings.with(name, true);
        }
        return this;
    }

    /** A switch that is on by default. */
    ChangedSettings unset(String name, boolean isUnset) {
        if (isUnset) {
            settings = settings.with(name, false);
        }
        return this;
    }

    ChangedSettings averaging(Averaging value, Averaging usual) {
        if (value instanceof Averaging.Exponential exponential && !value.equals(usual)) {
            settings = settings.with("newBatchWeight", exponential.newBatchWeight());
        }
        return set("cumulative", value instanceof Averaging.Cumulative);
    }

    ChangedSettings affine(Affine value, Affine usual) {
        return value.describe(this, usual);
    }

    JsonValue toJson() {
        return settings;
    }
}
