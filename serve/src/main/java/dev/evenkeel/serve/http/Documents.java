package dev.evenkeel.serve.http;

import dev.evenkeel.Version;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.protocol.ModelDescription;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.serve.repository.ModelRepository;
import java.util.List;

/** What the protocol's paths say, besides inference. */
final class Documents {
    private Documents() {}

    static JsonObject server() {
        return JsonObject.of()
                .with("name", "evenkeel")
                .with("version", Version.CURRENT)
                .with("extensions", JsonArray.ofStrings(List.of("binary_tensor_data", "model_repository")));
    }

    static JsonObject model(ModelDescription model) {
        JsonObject json = JsonObject.of()
                .with("name", model.name())
                .with("versions", JsonArray.ofStrings(model.versions()))
                .with("platform", model.platform())
                .with("inputs", tensors(model.inputs()))
                .with("outputs", tensors(model.outputs()));
        return model.example().map(example -> json.with("example", example)).orElse(json);
    }

    private static JsonArray tensors(List<TensorDescription> tensors) {
        return JsonArray.of(
                tensors,
                tensor -> JsonObject.of()
                        .with("name", tensor.name())
                        .with("datatype", tensor.datatype().name())
                        .with(
                                "shape",
                                JsonArray.ofNumbers(tensor.shape().stream()
                                        .mapToLong(Long::longValue)
                                        .toArray())));
    }

    static JsonArray index(List<ModelRepository.Entry> entries) {
        return JsonArray.of(entries, Documents::entry);
    }

    static JsonObject entry(ModelRepository.Entry entry) {
        JsonObject json = JsonObject.of().with("name", entry.name());
        json = entry.version().isPresent()
                ? json.with("version", entry.version().get())
                : json;
        return json.with("state", entry.state().name()).with("reason", entry.reason());
    }
}
