package dev.evenkeel.serve.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random tensors of every type written as an answer, read as a request: not a bit is lost in either form. */
class RoundTripTest {
    private static final int TENSORS = 300;

    @ParameterizedTest
    @EnumSource
    void tensorsSurviveInBinaryForm(Datatype datatype) {
        Random random = new Random(datatype.name().hashCode());
        for (int i = 0; i < TENSORS; i++) {
            List<OutputTensor> tensors = List.of(tensor("a", datatype, random), tensor("b", datatype, random));
            ResponseWriter.Body body = write(tensors, true);
            requireSame(tensors, readBack(body));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FP16", "BF16"})
    void tensorsSurviveInJson(Datatype datatype) {
        Random random = new Random(datatype.name().hashCode());
        for (int i = 0; i < TENSORS; i++) {
            List<OutputTensor> tensors = List.of(tensor("a", datatype, random), tensor("b", datatype, random));
            ResponseWriter.Body body = write(tensors, false);
            assertThat(Json.parse(new String(body.bytes(), StandardCharsets.UTF_8))
                            .asObject()
                            .array("outputs")
                            .size())
                    .isEqualTo(2);
            requireSame(tensors, readBack(body));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FP16", "BF16"})
    void nestedDataInAnyOrderOfMembersAreTheSame(Datatype datatype) {
        Random random = new Random(datatype.name().hashCode());
        for (int i = 0; i < TENSORS; i++) {
            OutputTensor tensor = tensor("a", datatype, random);
            JsonObject output = Json.parse(
                            new String(write(List.of(tensor), false).bytes(), StandardCharsets.UTF_8))
                    .asObject()
                    .array("outputs")
                    .at(0)
                    .asObject();
            List<String> elements = output.array("data").elements().stream()
                    .map(Object::toString)
                    .toList();
            boolean nested = !tensor.shape().isEmpty() && random.nextBoolean();
            String data = nested
                    ? nested(tensor.shape(), 0, elements, random)
                    : "[" + String.join("," + space(random), elements) + "]";
            List<String> members = new ArrayList<>(List.of(
                    "\"name\":\"a\"",
                    "\"shape\":" + tensor.shape(),
                    "\"datatype\":\"" + datatype + "\"",
                    "\"data\":" + data,
                    "\"unknown\":{\"data\":[1,[2]]}"));
            Collections.shuffle(members, random);
            String request = space(random) + "{\"inputs\" :" + space(random) + "[{"
                    + String.join(space(random) + "," + space(random), members) + "}]}" + space(random);
            requireSame(
                    List.of(tensor),
                    RequestReader.read(request.getBytes(StandardCharsets.UTF_8), OptionalInt.empty())
                            .inputs());
        }
    }

    private static String space(Random random) {
        return random.ints(random.nextInt(3), 0, 4)
                .mapToObj(i -> String.valueOf(" \n\r\t".charAt(i)))
                .reduce("", String::concat);
    }

    /** The elements in arrays nested by the shape from an axis on. */
    private static String nested(List<Long> shape, int axis, List<String> elements, Random random) {
        int extent = shape.get(axis).intValue();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < extent; i++) {
            List<String> part = elements.subList(elements.size() / extent * i, elements.size() / extent * (i + 1));
            parts.add(axis + 1 == shape.size() ? part.get(0) : nested(shape, axis + 1, part, random));
        }
        return "[" + space(random) + String.join(space(random) + ",", parts) + "]";
    }

    private static ResponseWriter.Body write(List<OutputTensor> tensors, boolean binary) {
        JsonObject parameters = JsonObject.of().with("binary_data_output", binary);
        return ResponseWriter.write(
                new InferRequest(Optional.empty(), parameters, List.of(), List.of()),
                new InferResponse("m", Optional.of("1"), Optional.of("id"), tensors));
    }

    private static List<InputTensor> readBack(ResponseWriter.Body body) {
        int jsonLength = body.jsonLength().orElse(body.bytes().length);
        String json = new String(body.bytes(), 0, jsonLength, StandardCharsets.UTF_8);
        byte[] request = json.replace("\"outputs\":[", "\"inputs\":[").getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(request, request.length + body.bytes().length - jsonLength);
        System.arraycopy(body.bytes(), jsonLength, whole, request.length, body.bytes().length - jsonLength);
        return RequestReader.read(
                        whole, body.jsonLength().isPresent() ? OptionalInt.of(request.length) : OptionalInt.empty())
                .inputs();
    }

    private static void requireSame(List<OutputTensor> outputs, List<InputTensor> inputs) {
        assertThat(inputs).hasSameSizeAs(outputs);
        for (int i = 0; i < outputs.size(); i++) {
            InputTensor input = inputs.get(i);
            assertThat(input.name()).isEqualTo(outputs.get(i).name());
            assertThat(input.shape()).isEqualTo(outputs.get(i).shape());
            assertThat(input.datatype()).isEqualTo(outputs.get(i).datatype());
            assertThat(values(input.data())).isEqualTo(values(outputs.get(i).data()));
        }
    }

    private static Object values(TensorData data) {
        if (data instanceof TensorData.Floats floats) {
            return floats.values();
        }
        if (data instanceof TensorData.Doubles doubles) {
            return doubles.values();
        }
        return data instanceof TensorData.Longs longs
                ? longs.values()
                : ((TensorData.Bytes) data).values().toArray(byte[][]::new);
    }

    private static OutputTensor tensor(String name, Datatype datatype, Random random) {
        List<Long> shape = random.ints(random.nextInt(4), 0, 8)
                .mapToObj(extent -> (long) (extent == 0 && random.nextBoolean() ? 0 : Math.max(1, extent)))
                .toList();
        int count = (int) Shapes.elements(shape);
        TensorData data = switch (datatype) {
            case FP64 ->
                new TensorData.Doubles(IntStream.range(0, count)
                        .mapToDouble(i -> Double.longBitsToDouble(random.nextLong()))
                        .map(value -> Double.isFinite(value) ? value : 0)
                        .toArray());
            case UINT32 -> longs(count, () -> random.nextLong() >>> 32);
            case INT32 -> longs(count, random::nextInt);
            case INT64, UINT64 -> longs(count, () -> random.nextLong() >> random.nextInt(64));
            case BYTES ->
                new TensorData.Bytes(IntStream.range(0, count)
                        .mapToObj(i -> text(random).getBytes(StandardCharsets.UTF_8))
                        .toList());
            default -> floats(count, datatype, random);
        };
        return new OutputTensor(name, datatype, shape, data);
    }

    private static TensorData longs(int count, LongSupplier next) {
        return new TensorData.Longs(
                IntStream.range(0, count).mapToLong(i -> next.getAsLong()).toArray());
    }

    private static TensorData floats(int count, Datatype datatype, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (datatype) {
                case BOOL -> random.nextInt(2);
                case UINT8 -> random.nextInt(256);
                case INT8 -> random.nextInt(256) - 128;
                case UINT16 -> random.nextInt(65536);
                case INT16 -> random.nextInt(65536) - 32768;
                case FP16 -> random.nextInt(4097) - 2048;
                case BF16 -> Float.intBitsToFloat(random.nextInt(0x7f80) << 16);
                default -> {
                    float value = Float.intBitsToFloat(random.nextInt());
                    yield Float.isFinite(value) ? value : -0f;
                }
            };
        }
        return new TensorData.Floats(values);
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(6), 0, 0x20000)
                .map(codePoint -> random.nextInt(3) == 0 ? codePoint : codePoint % 0x180)
                .filter(codePoint -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
