package dev.evenkeel.serve.model;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.TensorData;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Sequences {@code [positions, channels]}: {@code input} holds them, {@code lengths} how many positions of each are real, all if it
 * is left out. What lies behind does not matter: it is padding, which is 0 as in training.
 *
 * @param padding whether sequences may have fewer positions than the network
 */
record SequenceInputs(Shape shape, Padding padding, ExampleLimit limit) implements ModelInputs {
    static final String LENGTHS = "lengths";
    private static final int MAX_EXAMPLE = 4096;

    /** Whether a network computes the same of a sequence however much padding is behind it. */
    enum Padding {
        HAS_NO_EFFECT,
        MAY_MATTER
    }

    @Override
    public List<TensorDescription> descriptions() {
        long positions = padding == Padding.HAS_NO_EFFECT ? -1 : shape.extent(0);
        return List.of(
                new TensorDescription(INPUT, Datatype.FP32, List.of(-1L, positions, (long) shape.extent(1))),
                new TensorDescription(LENGTHS, Datatype.INT64, List.of(-1L)));
    }

    @Override
    public Examples read(InferRequest request) {
        ModelInputs.requireKnown(request, List.of(INPUT, LENGTHS));
        InputTensor tensor = ModelInputs.find(request, INPUT)
                .orElseThrow(() -> Sentences.badRequest("The request has no input '" + INPUT + "'"));
        List<Long> given = tensor.shape();
        if (given.size() != 3 || given.get(2) != shape.extent(1) || !fits(given.get(1))) {
            throw Sentences.badRequest("Input '" + INPUT + "' needs the shape [-1, "
                    + (padding == Padding.HAS_NO_EFFECT ? "1 to " : "") + shape.extent(0) + ", " + shape.extent(1)
                    + "], but got " + given);
        }
        limit.require(given.get(0));
        int count = given.get(0).intValue();
        int positions = given.get(1).intValue();
        int[] lengths = ModelInputs.find(request, LENGTHS)
                .map(said -> lengths(said, count, positions))
                .orElseGet(() -> {
                    int[] whole = new int[count];
                    Arrays.fill(whole, positions);
                    return whole;
                });
        return examples(Numbers.floats(tensor), positions, lengths);
    }

    private boolean fits(long positions) {
        return positions == shape.extent(0)
                || padding == Padding.HAS_NO_EFFECT && positions >= 1 && positions < shape.extent(0);
    }

    private Examples examples(float[] values, int positions, int[] lengths) {
        int channels = shape.extent(1);
        float[] inputs = new float[lengths.length * shape.size()];
        Mask mask = new Mask(lengths.length, shape.extent(0));
        for (int example = 0; example < lengths.length; example++) {
            System.arraycopy(
                    values,
                    example * positions * channels,
                    inputs,
                    example * shape.size(),
                    lengths[example] * channels);
            mask.truncate(example, lengths[example]);
        }
        return new Examples(inputs, lengths.length, mask);
    }

    private static int[] lengths(InputTensor tensor, int count, int positions) {
        boolean whole = tensor.datatype() == Datatype.INT64 || tensor.datatype() == Datatype.INT32;
        if (!whole || !tensor.shape().equals(List.of((long) count))) {
            throw Sentences.badRequest("Input '" + LENGTHS + "' needs INT64 or INT32 of shape [" + count + "], but got "
                    + tensor.datatype() + " " + tensor.shape());
        }
        int[] lengths = new int[count];
        long[] said = ((TensorData.Longs) tensor.data()).values();
        for (int example = 0; example < count; example++) {
            if (said[example] < 1 || said[example] > positions) {
                throw Sentences.badRequest("Sequence " + example + " needs a length from 1 to " + positions + ", but '"
                        + LENGTHS + "' says " + said[example]);
            }
            lengths[example] = (int) said[example];
        }
        return lengths;
    }

    @Override
    public Optional<JsonArray> example() {
        int positions = padding == Padding.HAS_NO_EFFECT ? Math.min(8, shape.extent(0)) : shape.extent(0);
        int size = positions * shape.extent(1);
        if (size > MAX_EXAMPLE) {
            return Optional.empty();
        }
        List<JsonValue> zeros = Collections.nCopies(size, JsonNumber.of(0));
        return Optional.of(JsonArray.of(
                ModelInputs.example(INPUT, Datatype.FP32, List.of(1L, (long) positions, (long) shape.extent(1)), zeros),
                ModelInputs.example(LENGTHS, Datatype.INT64, List.of(1L), List.of(JsonNumber.of(positions)))));
    }
}
