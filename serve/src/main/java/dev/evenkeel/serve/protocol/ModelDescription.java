package dev.evenkeel.serve.protocol;

import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What {@code GET /v2/models/M} says.
 *
 * @param classes what its probabilities are of, in their order; empty where it gives none
 * @param example a request that the model answers, as a client would send it
 */
public record ModelDescription(
        String name,
        List<String> versions,
        String platform,
        List<TensorDescription> inputs,
        List<TensorDescription> outputs,
        List<String> classes,
        Optional<JsonObject> example) {
    public ModelDescription {
        versions = List.copyOf(versions);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        classes = List.copyOf(classes);
    }

    /** The same, with the versions there are. */
    public ModelDescription withVersions(List<String> all) {
        return new ModelDescription(name, all, platform, inputs, outputs, classes, example);
    }
}
