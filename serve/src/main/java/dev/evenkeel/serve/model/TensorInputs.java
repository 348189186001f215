package dev.evenkeel.serve.model;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Examples as the network reads them, in one tensor of any type of numbers. */
record TensorInputs(Shape shape, ExampleLimit limit) implements ModelInputs {
    private static final int MAX_EXAMPLE = 4096;

    @Override
    public List<TensorDescription> descriptions() {
        return List.of(new TensorDescription(INPUT, Datatype.FP32, ModelInputs.batchOf(shape.toArray())));
    }

    @Override
    public Examples read(InferRequest request) {
        ModelInputs.requireKnown(request, List.of(INPUT));
        InputTensor tensor = ModelInputs.find(request, INPUT)
                .orElseThrow(() -> Sentences.badRequest("The request has no input '" + INPUT + "'"));
        return examples(tensor, Numbers.floats(tensor));
    }

    /** Examples of the values of a tensor of theirs. */
    Examples examples(InputTensor tensor, float[] values) {
        int count = count(tensor);
        return new Examples(values, count, new Mask(count, shape.positions()));
    }

    /** How many examples a tensor holds. */
    int count(InputTensor tensor) {
        List<Long> given = tensor.shape();
        if (given.isEmpty() || !given.subList(1, given.size()).equals(extents())) {
            throw Sentences.badRequest("Input " + Sentences.quoted(tensor.name()) + " needs the shape "
                    + ModelInputs.batchOf(shape.toArray()) + ", but got " + given);
        }
        limit.require(given.get(0));
        return given.get(0).intValue();
    }

    private List<Long> extents() {
        return IntStream.of(shape.toArray()).mapToObj(extent -> (long) extent).toList();
    }

    @Override
    public Optional<JsonArray> example() {
        if (shape.size() > MAX_EXAMPLE) {
            return Optional.empty();
        }
        List<Long> one = Stream.concat(Stream.of(1L), extents().stream()).toList();
        List<JsonValue> zeros = Collections.nCopies(shape.size(), JsonNumber.of(0));
        return Optional.of(JsonArray.of(ModelInputs.example(INPUT, Datatype.FP32, one, zeros)));
    }
}
