package dev.evenkeel.serve.model;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.OutputTensor;
import dev.evenkeel.serve.protocol.RequestedOutput;
import dev.evenkeel.serve.protocol.TensorData;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a model answers: of classes {@code label} and {@code probabilities}, of other scores {@code probabilities}, of one number
 * {@code value}, else {@code output}. Where a class's probabilities are not all finite there is no label, which is the empty text,
 * and they are all NaN. Of a network that gives outputs for each position a sequence gets as many as it came with, and 0 where it
 * is padding.
 */
final class ModelOutputs {
    private static final String LABEL = "label";
    private static final byte[] NO_LABEL = {};

    private final Predictor predictor;
    private final Shape shape;
    private final boolean ofPositions;
    private final boolean picksClass;
    private final String name;
    private final List<String> classes;
    private final List<byte[]> labels;

    ModelOutputs(Predictor predictor, Model.Output meaning) {
        this.predictor = predictor;
        shape = predictor.output();
        ofPositions = shape.rank() == 2 && predictor.input().rank() == 2 && predictor.keepsPositions();
        OutputActivation activation = predictor.outputActivation();
        boolean isValue = shape.rank() == 1 && shape.size() == 1;
        picksClass = activation == OutputActivation.SOFTMAX && shape.rank() == 1;
        name = activation == OutputActivation.IDENTITY ? isValue ? "value" : "output" : "probabilities";
        classes = activation == OutputActivation.IDENTITY
                ? List.of()
                : new Model.Output(activation, meaning.labels(), meaning.scaling()).names(shape.channels());
        labels = classes.stream()
                .map(label -> label.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** What the probabilities are of, in their order; nothing where there are none. */
    List<String> classes() {
        return classes;
    }

    List<TensorDescription> descriptions() {
        TensorDescription numbers =
                new TensorDescription(name, Datatype.FP32, extents(-1, ofPositions ? -1 : shape.positions()));
        return picksClass
                ? List.of(new TensorDescription(LABEL, Datatype.BYTES, List.of(-1L)), numbers)
                : List.of(numbers);
    }

    private List<Long> extents(long examples, long positions) {
        if (name.equals("value")) {
            return List.of(examples);
        }
        if (shape.rank() == 2) {
            return List.of(examples, positions, (long) shape.channels());
        }
        return LongStream.concat(
                        LongStream.of(examples), IntStream.of(shape.toArray()).asLongStream())
                .boxed()
                .toList();
    }

    /** That the outputs which are asked for exist. */
    void require(InferRequest request) {
        List<String> known =
                descriptions().stream().map(TensorDescription::name).toList();
        for (RequestedOutput output : request.outputs()) {
            if (!known.contains(output.name())) {
                throw Sentences.badRequest("The model has no output " + Sentences.quoted(output.name()) + ", but gives "
                        + String.join(" and ", known));
            }
        }
    }

    /** The outputs that are asked for, in that order. */
    List<OutputTensor> tensors(InferRequest request, Examples examples, float[] outputs) {
        int count = examples.count();
        int positions = ofPositions ? positions(request) : shape.positions();
        List<String> wanted = request.outputs().isEmpty()
                ? descriptions().stream().map(TensorDescription::name).toList()
                : request.outputs().stream().map(RequestedOutput::name).toList();
        return wanted.stream()
                .map(output -> output.equals(LABEL) && picksClass
                        ? labels(count, outputs)
                        : new OutputTensor(
                                name,
                                Datatype.FP32,
                                extents(count, positions),
                                new TensorData.Floats(numbers(examples, positions, outputs))))
                .toList();
    }

    private OutputTensor labels(int count, float[] outputs) {
        List<byte[]> chosen = new ArrayList<>(count);
        for (int example = 0; example < count; example++) {
            OptionalInt likeliest = likeliest(outputs, example);
            chosen.add(likeliest.isPresent() ? labels.get(likeliest.getAsInt()) : NO_LABEL);
        }
        return new OutputTensor(LABEL, Datatype.BYTES, List.of((long) count), new TensorData.Bytes(chosen));
    }

    private static int positions(InferRequest request) {
        return ModelInputs.find(request, ModelInputs.INPUT)
                .orElseThrow()
                .shape()
                .get(1)
                .intValue();
    }

    /** Behind the end of a sequence a network gives what it makes of padding, which is nobody's. */
    private float[] withoutPadding(Examples examples, int positions, float[] outputs) {
        Mask real = predictor.outputMask(examples.mask(), examples.count());
        int channels = shape.channels();
        float[] kept = new float[examples.count() * positions * channels];
        for (int example = 0; example < examples.count(); example++) {
            for (int position = 0; position < positions; position++) {
                int row = example * shape.positions() + position;
                if (real.isReal(row)) {
                    int at = (example * positions + position) * channels;
                    System.arraycopy(outputs, row * channels, kept, at, channels);
                }
            }
        }
        return kept;
    }

    private float[] numbers(Examples examples, int positions, float[] outputs) {
        int count = examples.count();
        if (!picksClass) {
            return shape.rank() == 2 && !examples.mask().isComplete()
                    ? withoutPadding(examples, positions, outputs)
                    : outputs;
        }
        float[] numbers = outputs.clone();
        for (int example = 0; example < count; example++) {
            if (likeliest(outputs, example).isEmpty()) {
                Arrays.fill(numbers, example * shape.size(), (example + 1) * shape.size(), Float.NaN);
            }
        }
        return numbers;
    }

    private OptionalInt likeliest(float[] outputs, int example) {
        return Model.Output.likeliest(outputs, example * shape.size(), shape.size());
    }
}
