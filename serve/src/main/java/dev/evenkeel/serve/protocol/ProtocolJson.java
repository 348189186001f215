package dev.evenkeel.serve.protocol;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** What a server says of itself and its models, as the protocol words it. */
public final class ProtocolJson {
    private static final List<String> EXTENSIONS = List.of("binary_tensor_data", "model_repository");

    private ProtocolJson() {}

    /** What {@code GET /v2} answers. */
    public static JsonObject server(String name, String version) {
        return JsonObject.of()
                .with("name", name)
                .with("version", version)
                .with("extensions", JsonArray.ofStrings(EXTENSIONS));
    }

    /** What {@code GET /v2/health/live} answers. */
    public static JsonObject live() {
        return JsonObject.of().with("live", true);
    }

    /** What {@code GET /v2/health/ready} answers. */
    public static JsonObject ready(boolean ready) {
        return JsonObject.of().with("ready", ready);
    }

    /** What {@code GET /v2/models/M/ready} answers. */
    public static JsonObject ready(String model, boolean ready) {
        return JsonObject.of().with("name", model).with("ready", ready);
    }

    /** What {@code GET /v2/models/M} answers; beyond the protocol {@code classes} names what probabilities are of,
     * and {@code example} is a request to try. */
    public static JsonObject model(ModelDescription model) {
        JsonObject json = JsonObject.of().with("name", model.name());
        if (!model.versions().isEmpty()) {
            json = json.with("versions", JsonArray.ofStrings(model.versions()));
        }
        json = json.with("platform", model.platform())
                .with("inputs", tensors(model.inputs()))
                .with("outputs", tensors(model.outputs()));
        if (!model.classes().isEmpty()) {
            json = json.with("classes", JsonArray.ofStrings(model.classes()));
        }
        return model.example().isPresent()
                ? json.with("example", model.example().get())
                : json;
    }

    /** What any request answers that fails. */
    public static JsonObject error(String sentence) {
        return JsonObject.of().with("error", sentence);
    }

    /**
     * One model of what {@code POST /v2/repository/index} answers.
     *
     * @param reason why the model is in its state; empty if there is nothing to say
     */
    public static JsonObject indexEntry(String name, Optional<String> version, String state, String reason) {
        JsonObject json = JsonObject.of().with("name", name);
        if (version.isPresent()) {
            json = json.with("version", version.get());
        }
        return json.with("state", state).with("reason", reason);
    }

    private static JsonArray tensors(List<TensorDescription> tensors) {
        return JsonArray.of(
                tensors,
                tensor -> JsonObject.of()
                        .with("name", tensor.name())
                        .with("datatype", tensor.datatype().name())
                        .with("shape", JsonArray.of(tensor.shape(), JsonValue::of)));
    }
}
