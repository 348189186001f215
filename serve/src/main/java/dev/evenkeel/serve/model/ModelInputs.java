package dev.evenkeel.serve.model;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.protocol.TensorDescription;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a model takes. Immutable. */
interface ModelInputs {
    /** The one tensor of a model that takes no named columns. */
    String INPUT = "input";

    List<TensorDescription> descriptions();

    /** @throws ProtocolException 400 if a request does not fit */
    Examples read(InferRequest request);

    /** The tensors of a request that the model answers, if it is of a size to be read. */
    Optional<JsonArray> example();

    /** The tensor of a name. */
    static Optional<InputTensor> find(InferRequest request, String name) {
        return request.inputs().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst();
    }

    /** That a request has no other tensors than these. */
    static void requireKnown(InferRequest request, List<String> known) {
        for (InputTensor tensor : request.inputs()) {
            if (!known.contains(tensor.name())) {
                throw Sentences.badRequest("The model has no input " + Sentences.quoted(tensor.name()) + ", but takes "
                        + String.join(" or ", known));
            }
        }
    }

    /** {@code [-1, extents...]}. */
    static List<Long> batchOf(int[] extents) {
        return Stream.concat(Stream.of(-1L), IntStream.of(extents).mapToObj(extent -> (long) extent))
                .toList();
    }

    static JsonObject example(String name, Datatype datatype, List<Long> shape, List<JsonValue> data) {
        return JsonObject.of()
                .with("name", name)
                .with("shape", new JsonArray(shape.stream().map(JsonValue::of).toList()))
                .with("datatype", datatype.name())
                .with("data", new JsonArray(data));
    }
}
