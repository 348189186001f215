package dev.evenkeel.norm.setting;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;

/** Collects the settings that differ from their defaults, in order. */
public final class ChangedSettings {
    private JsonObject settings = JsonObject.of();

    /** No setting that was changed. */
    public ChangedSettings() {}

    public ChangedSettings number(String name, float value, float usual) {
        if (value != usual) {
            settings = settings.with(name, value);
        }
        return this;
    }

    public ChangedSettings integer(String name, long value, long usual) {
        if (value != usual) {
            settings = settings.with(name, value);
        }
        return this;
    }

    ChangedSettings choice(String name, Enum<?> value, Enum<?> usual) {
        if (value != usual) {
            settings = settings.with(name, Settings.wordOf(value));
        }
        return this;
    }

    public ChangedSettings set(String name, boolean isSet) {
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

    public ChangedSettings running(RunningAverage value, RunningAverage usual) {
        if (value.averaging() instanceof Averaging.Exponential exponential && !exponential.equals(usual.averaging())) {
            settings = settings.with("newBatchWeight", exponential.newBatchWeight());
        }
        return set("cumulative", value.averaging() instanceof Averaging.Cumulative)
                .choice("estimator", value.estimator(), usual.estimator());
    }

    public ChangedSettings affine(Affine value, Affine usual) {
        return value.describe(this, usual);
    }

    public JsonValue toJson() {
        return settings;
    }
}
