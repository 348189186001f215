package dev.evenkeel.serve.protocol;

import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A request for inference.
 *
 * @param parameters strings, numbers and truth values by name
 * @param outputs those asked for, each once; none means all, whether the list was empty or missing
 */
public record InferRequest(
        Optional<String> id, JsonObject parameters, List<InputTensor> inputs, List<RequestedOutput> outputs) {}
