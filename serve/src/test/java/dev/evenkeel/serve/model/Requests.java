package dev.evenkeel.serve.model;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InferResponse;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.OutputTensor;
import dev.evenkeel.serve.protocol.RequestedOutput;
import dev.evenkeel.serve.protocol.TensorData;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Requests, and how they are answered without a server. */
final class Requests {
    private Requests() {}

    static InferRequest of(InputTensor... inputs) {
        return new InferRequest(Optional.of("7"), JsonObject.of(), List.of(inputs), List.of());
    }

    static InferRequest asking(InferRequest request, String... outputs) {
        return new InferRequest(
                request.id(),
                request.parameters(),
                request.inputs(),
                Stream.of(outputs)
                        .map(name -> new RequestedOutput(name, JsonObject.of()))
                        .toList());
    }

    static InputTensor tensor(String name, Datatype type, TensorData data, long... shape) {
        return new InputTensor(name, type, Arrays.stream(shape).boxed().toList(), JsonObject.of(), data);
    }

    static InputTensor floats(String name, float[] values, long... shape) {
        return tensor(name, Datatype.FP32, new TensorData.Floats(values), shape);
    }

    static InputTensor doubles(String name, double... values) {
        return tensor(name, Datatype.FP64, new TensorData.Doubles(values), values.length);
    }

    static InputTensor longs(String name, long... values) {
        return tensor(name, Datatype.INT64, new TensorData.Longs(values), values.length);
    }

    static InputTensor texts(String name, String... values) {
        List<byte[]> bytes = Stream.of(values)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        return tensor(name, Datatype.BYTES, new TensorData.Bytes(bytes), values.length);
    }

    static InferResponse answer(ServedModel model, InferRequest request) {
        Examples examples = model.examples(request);
        float[] outputs =
                new float[examples.count() * model.predictor().output().size()];
        if (model.predictor().outputActivation() == OutputActivation.IDENTITY) {
            model.predictor().predict(examples.inputs(), 0, examples.count(), outputs, 0, examples.mask());
        } else {
            model.predictor().probabilities(examples.inputs(), 0, examples.count(), outputs, 0, examples.mask());
        }
        return model.answer(request, examples, outputs);
    }

    static OutputTensor output(InferResponse response, String name) {
        return response.outputs().stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static float[] floats(InferResponse response, String name) {
        return ((TensorData.Floats) output(response, name).data()).values();
    }

    static List<String> texts(InferResponse response, String name) {
        return ((TensorData.Bytes) output(response, name).data())
                .values().stream()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .toList();
    }

    /** The request that a description gives as its example, as a client would send it. */
    static InferRequest example(ServedModel model) {
        JsonArray inputs = model.description().example().orElseThrow().array("inputs");
        return of(inputs.elements().stream().map(Requests::tensor).toArray(InputTensor[]::new));
    }

    private static InputTensor tensor(JsonValue value) {
        JsonObject json = value.asObject();
        Datatype type = Datatype.valueOf(json.string("datatype"));
        List<JsonValue> data = json.array("data").elements();
        TensorData read = switch (type) {
            case BYTES ->
                new TensorData.Bytes(data.stream()
                        .map(text -> text.asString().getBytes(StandardCharsets.UTF_8))
                        .toList());
            case FP64 ->
                new TensorData.Doubles(
                        data.stream().mapToDouble(JsonValue::asDouble).toArray());
            case INT64 ->
                new TensorData.Longs(data.stream().mapToLong(JsonValue::asLong).toArray());
            default -> {
                float[] values = new float[data.size()];
                for (int index = 0; index < values.length; index++) {
                    values[index] = data.get(index).asFloat();
                }
                yield new TensorData.Floats(values);
            }
        };
        return new InputTensor(
                json.string("name"),
                type,
                json.array("shape").elements().stream().map(JsonValue::asLong).toList(),
                JsonObject.of(),
                read);
    }
}
