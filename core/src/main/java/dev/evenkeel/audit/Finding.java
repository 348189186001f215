package dev.evenkeel.audit;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Settings;

/**
 * Something that an audit found.
 *
 * @param rule what was looked for
 * @param level how bad it is
 * @param layer the name of the layer it concerns
 * @param message what was found, with the layer and the figures
 */
public record Finding(AuditRule rule, Level level, String layer, String message) {
    /** How bad it is. */
    public enum Level {
        /** Good to know. */
        NOTE,
        /** Training or predictions may be worse than they could be. */
        WARNING,
        /** It cannot be trained, or not be used, as it is. */
        ERROR
    }

    /** The rule's id and all else by its name. */
    public JsonObject toJson() {
        return JsonObject.of()
                .with("rule", rule.id())
                .with("level", Settings.wordOf(level))
                .with("layer", layer)
                .with("message", message);
    }

    /** As {@code note: linear '1': ... [redundant-bias]}. */
    @Override
    public String toString() {
        return Settings.wordOf(level) + ": " + message + " [" + rule.id() + "]";
    }
}
