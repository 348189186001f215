package dev.evenkeel.serve.protocol;

import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A request for inference.
 *
 * @param outputs those asked for; none means all
 */
public record InferRequest(
        Optional<String> id, JsonObject parameters, List<InputTensor> inputs, List<RequestedOutput> outputs) {}
