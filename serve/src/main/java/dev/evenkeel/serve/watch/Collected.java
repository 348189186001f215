package dev.evenkeel.serve.watch;

import dev.evenkeel.json.JsonObject;

/**
 * What is kept of a model's inputs.
 *
 * @param kept examples
 * @param offered how many were computed, from which those are drawn
 * @param leftOut how many of these are too long to be kept, or not finite
 */
public record Collected(long kept, long offered, long leftOut) {
    JsonObject toJson() {
        return JsonObject.of().with("kept", kept).with("offered", offered).with("leftOut", leftOut);
    }
}
