package dev.evenkeel.serve.model;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InferResponse;
import dev.evenkeel.serve.protocol.ModelDescription;
import java.util.Optional;

/** A model as clients meet it: what it takes, what it answers. Immutable, safe for any number of threads. */
public interface ServedModel {
    String name();

    Optional<String> version();

    ModelDescription description();

    /** Computes outputs of examples: values, or probabilities of classes. */
    Predictor predictor();

    /**
     * The examples of a request.
     *
     * @throws dev.evenkeel.serve.protocol.ProtocolException 400 if the request does not fit this model
     */
    Examples examples(InferRequest request);

    /**
     * The answer to a request.
     *
     * @param outputs what the predictor made of its examples: probabilities where the model has classes, else values
     */
    InferResponse answer(InferRequest request, Examples examples, float[] outputs);
}
