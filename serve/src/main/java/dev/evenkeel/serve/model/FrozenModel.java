package dev.evenkeel.serve.model;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InferResponse;
import dev.evenkeel.serve.protocol.ModelDescription;
import java.util.Optional;

/** A predictor with what goes in and what comes out. */
record FrozenModel(
        ModelDescription description,
        Optional<String> version,
        Predictor predictor,
        ModelInputs inputs,
        ModelOutputs outputs)
        implements ServedModel {
    @Override
    public String name() {
        return description.name();
    }

    @Override
    public Examples examples(InferRequest request) {
        outputs.require(request);
        return inputs.read(request);
    }

    @Override
    public InferResponse answer(InferRequest request, Examples examples, float[] computed) {
        return new InferResponse(name(), version, request.id(), outputs.tensors(request, examples, computed));
    }
}
