package dev.evenkeel.serve.protocol;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Writes answers: JSON, with the bytes of the outputs behind it that the request wants in binary form. Floats stand in
 * JSON as the shortest text that reads back to the same bits.
 */
public final class ResponseWriter {
    private static final int EXPECTED_ELEMENT = 12;
    private static final int EXPECTED_OUTPUT = 200;
    private static final String ASK_FOR_BINARY =
            "ask for it in binary form by its parameter '" + Parameters.BINARY_DATA + "'";

    private ResponseWriter() {}

    /**
     * The bytes of an answer.
     *
     * @param jsonLength how many of them are JSON, if tensors follow
     */
    public record Body(byte[] bytes, OptionalInt jsonLength) {}

    /**
     * The answer with the outputs that the request asks for, in its order; all if it asks for none.
     *
     * @throws ProtocolException 400 if it asks for an output that the answer does not have, or for one as JSON that
     *     JSON cannot hold: NaN, infinities, bytes that are not UTF-8
     */
    public static Body write(InferRequest request, InferResponse response) {
        List<OutputTensor> outputs = requested(request, response);
        long elements =
                outputs.stream().mapToLong(output -> output.data().size()).sum();
        ByteOutput body = new ByteOutput(EXPECTED_OUTPUT * (1L + outputs.size()) + EXPECTED_ELEMENT * elements);
        List<byte[]> tensors = new ArrayList<>();
        body.text("{\"model_name\":").text(quote(response.modelName()));
        response.modelVersion()
                .ifPresent(version -> body.text(",\"model_version\":").text(quote(version)));
        response.id().ifPresent(id -> body.text(",\"id\":").text(quote(id)));
        body.text(",\"outputs\":[");
        String separator = "";
        for (OutputTensor output : outputs) {
            requireWhole(output);
            body.text(separator).text("{\"name\":").text(quote(output.name()));
            body.text(",\"shape\":").text(shape(output)).text(",\"datatype\":\"" + output.datatype() + "\"");
            if (isBinary(request, output.name())) {
                byte[] tensor = BinaryTensors.write(output);
                tensors.add(tensor);
                body.text(",\"parameters\":{\"" + Parameters.BINARY_SIZE + "\":" + tensor.length + "}}");
            } else {
                body.text(",\"data\":[");
                writeElements(output, body);
                body.text("]}");
            }
            separator = ",";
        }
        body.text("]}");
        OptionalInt jsonLength = tensors.isEmpty() ? OptionalInt.empty() : OptionalInt.of(body.length());
        tensors.forEach(body::bytes);
        return new Body(body.toArray(), jsonLength);
    }

    private static List<OutputTensor> requested(InferRequest request, InferResponse response) {
        if (request.outputs().isEmpty()) {
            return response.outputs();
        }
        List<OutputTensor> outputs = new ArrayList<>();
        for (RequestedOutput requested : request.outputs()) {
            outputs.add(response.outputs().stream()
                    .filter(output -> output.name().equals(requested.name()))
                    .findFirst()
                    .orElseThrow(() -> ProtocolException.badRequest("The model has no output "
                            + quoted(requested.name()) + ", but only "
                            + response.outputs().stream()
                                    .map(output -> quoted(output.name()))
                                    .collect(Collectors.joining(", ")))));
        }
        return outputs;
    }

    private static boolean isBinary(InferRequest request, String output) {
        Optional<Boolean> own = request.outputs().stream()
                .filter(requested -> requested.name().equals(output))
                .findFirst()
                .flatMap(requested -> Parameters.truth(
                        requested.parameters(), Parameters.BINARY_DATA, () -> "Output " + quoted(output)));
        return own.orElseGet(() -> Parameters.truth(request.parameters(), Parameters.BINARY_OUTPUTS, RequestReader::who)
                .orElse(false));
    }

    private static void requireWhole(OutputTensor output) {
        if (Shapes.elements(output.shape()) != output.data().size()) {
            throw new IllegalStateException("Output " + output.name() + " of shape " + output.shape() + " has "
                    + output.data().size() + " elements");
        }
    }

    private static String shape(OutputTensor output) {
        return output.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private static void writeElements(OutputTensor output, ByteOutput body) {
        if (output.data() instanceof TensorData.Floats floats) {
            writeFloats(output, floats.values(), body);
        } else if (output.data() instanceof TensorData.Doubles doubles) {
            for (int i = 0; i < doubles.size(); i++) {
                requireFinite(output, doubles.values()[i], i);
                body.text(i == 0 ? "" : ",")
                        .text(JsonNumber.of(doubles.values()[i]).text());
            }
        } else if (output.data() instanceof TensorData.Longs longs) {
            for (int i = 0; i < longs.size(); i++) {
                long value = longs.values()[i];
                body.text(i == 0 ? "" : ",")
                        .text(
                                output.datatype() == Datatype.UINT64
                                        ? Long.toUnsignedString(value)
                                        : Long.toString(value));
            }
        } else if (output.data() instanceof TensorData.Bytes texts) {
            for (int i = 0; i < texts.size(); i++) {
                body.text(i == 0 ? "" : ",")
                        .text(quote(utf8(output, texts.values().get(i), i)));
            }
        }
    }

    private static void writeFloats(OutputTensor output, float[] values, ByteOutput body) {
        boolean truths = output.datatype() == Datatype.BOOL;
        if (output.datatype() == Datatype.FP16 || output.datatype() == Datatype.BF16) {
            throw ProtocolException.badRequest("Output " + quoted(output.name()) + " of " + output.datatype()
                    + " cannot be sent as JSON: " + ASK_FOR_BINARY);
        }
        for (int i = 0; i < values.length; i++) {
            requireFinite(output, values[i], i);
            if (i > 0) {
                body.character(',');
            }
            if (truths) {
                body.text(values[i] != 0 ? "true" : "false");
            } else {
                body.number(values[i]);
            }
        }
    }

    private static void requireFinite(OutputTensor output, double value, int index) {
        if (!Double.isFinite(value)) {
            throw ProtocolException.badRequest("Output " + quoted(output.name()) + " is " + value + " at element "
                    + index + ", for which JSON has no number: look at the inputs, or " + ASK_FOR_BINARY);
        }
    }

    private static String utf8(OutputTensor output, byte[] text, int index) {
        if (Utf8.validUntil(text, 0, text.length) < text.length) {
            throw ProtocolException.badRequest("Output " + quoted(output.name()) + " is not UTF-8 at element " + index
                    + ", so JSON cannot hold it: " + ASK_FOR_BINARY);
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String quote(String text) {
        return JsonValue.of(text).toString();
    }
}
