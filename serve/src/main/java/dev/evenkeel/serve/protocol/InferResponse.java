package dev.evenkeel.serve.protocol;

import java.util.List;
import java.util.Optional;

/** An answer to a request for inference. */
public record InferResponse(
        String modelName, Optional<String> modelVersion, Optional<String> id, List<OutputTensor> outputs) {}
