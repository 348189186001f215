package dev.evenkeel.serve.repository;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InferResponse;
import dev.evenkeel.serve.protocol.ModelDescription;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A model that tells of the other versions there are, which are looked for when somebody asks. */
record ListedVersions(ServedModel model, Supplier<List<String>> versions) implements ServedModel {
    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Optional<String> version() {
        return model.version();
    }

    @Override
    public ModelDescription description() {
        return model.description().withVersions(versions.get());
    }

    @Override
    public Predictor predictor() {
        return model.predictor();
    }

    @Override
    public Examples examples(InferRequest request) {
        return model.examples(request);
    }

    @Override
    public InferResponse answer(InferRequest request, Examples examples, float[] outputs) {
        return model.answer(request, examples, outputs);
    }
}
