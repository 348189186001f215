package dev.evenkeel.serve.protocol;

import static dev.evenkeel.serve.protocol.Requests.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Answers, in JSON and in binary form, as the request wants them. */
class ResponseWriterTest {
    private static final OutputTensor VALUES = new OutputTensor(
            "values", Datatype.FP32, List.of(2L, 2L), new TensorData.Floats(new float[] {1, 0.1f, -0f, 1e-9f}));
    private static final OutputTensor LABELS =
            new OutputTensor("labels", Datatype.BYTES, List.of(2L), texts("a\"ä", ""));

    private static TensorData texts(String... texts) {
        return new TensorData.Bytes(Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    @Test
    void anAnswerSaysWhoMadeItAndForWhichRequest() {
        ResponseWriter.Body body = write("{'id':'4\\n2','inputs':[]}", Optional.of("3"), VALUES, LABELS);
        assertThat(json(body))
                .isEqualTo("{\"model_name\":\"m\",\"model_version\":\"3\",\"id\":\"4\\n2\",\"outputs\":["
                        + "{\"name\":\"values\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[1,0.1,-0,1e-9]},"
                        + "{\"name\":\"labels\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"a\\\"ä\",\"\"]}]}");
        assertThat(body.jsonLength()).isEmpty();
    }

    @Test
    void whatIsNotThereIsLeftOut() {
        assertThat(json(write("{'inputs':[]}", Optional.empty()))).isEqualTo("{\"model_name\":\"m\",\"outputs\":[]}");
    }

    @Test
    void onlyOutputsAskedForAreSentInTheirOrder() {
        assertThat(json(write("{'inputs':[],'outputs':[{'name':'labels'}]}", Optional.empty(), VALUES, LABELS)))
                .contains("labels")
                .doesNotContain("values");
        assertThat(json(write(
                        "{'inputs':[],'outputs':[{'name':'labels'},{'name':'values'}]}",
                        Optional.empty(),
                        VALUES,
                        LABELS)))
                .matches(".*labels.*values.*");
        assertThatThrownBy(() -> write("{'inputs':[],'outputs':[{'name':'other'}]}", Optional.empty(), VALUES, LABELS))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The model has no output 'other', but only 'values', 'labels'");
    }

    @Test
    void theRequestAsksForAllOutputsInBinaryForm() {
        ResponseWriter.Body body =
                write("{'inputs':[],'parameters':{'binary_data_output':true}}", Optional.empty(), VALUES, LABELS);
        assertThat(json(body))
                .isEqualTo(
                        "{\"model_name\":\"m\",\"outputs\":["
                                + "{\"name\":\"values\",\"shape\":[2,2],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":16}},"
                                + "{\"name\":\"labels\",\"shape\":[2],\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":12}}]}");
        assertThat(binary(body)).isEqualTo("0000803fcdcccc3d000000805f708930" + "04000000" + "6122c3a4" + "00000000");
    }

    @Test
    void whatAnOutputAsksForGoesBeforeWhatTheRequestAsksFor() {
        ResponseWriter.Body mixed = write(
                "{'inputs':[],'parameters':{'binary_data_output':true},"
                        + "'outputs':[{'name':'values','parameters':{'binary_data':false}},{'name':'labels'}]}",
                Optional.empty(),
                VALUES,
                LABELS);
        assertThat(json(mixed)).contains("\"data\":[1,0.1,-0,1e-9]").contains("\"binary_data_size\":12");
        assertThat(binary(mixed)).isEqualTo("040000006122c3a400000000");
        ResponseWriter.Body one = write(
                "{'inputs':[],'parameters':{'binary_data_output':false},"
                        + "'outputs':[{'name':'values','parameters':{'binary_data':true}},{'name':'labels'}]}",
                Optional.empty(),
                VALUES,
                LABELS);
        assertThat(binary(one)).hasSize(32);
        assertThat(json(one)).contains("\"data\":[\"a\\\"ä\",\"\"]");
    }

    @Test
    void anEmptyTensorInBinaryFormStillTellsTheLengthOfTheJson() {
        OutputTensor empty = new OutputTensor("e", Datatype.FP32, List.of(0L, 3L), new TensorData.Floats(new float[0]));
        ResponseWriter.Body body =
                write("{'inputs':[],'parameters':{'binary_data_output':true}}", Optional.empty(), empty);
        assertThat(body.jsonLength()).hasValue(body.bytes().length);
        assertThat(json(body)).contains("\"shape\":[0,3]").contains("\"binary_data_size\":0");
    }

    @Test
    void whatJsonCannotHoldIsRefusedAndGoesInBinaryForm() {
        requireBinaryOnly(
                new OutputTensor("o", Datatype.FP32, List.of(2L), new TensorData.Floats(new float[] {0, Float.NaN})),
                "Output 'o' is NaN at element 1, for which JSON has no number: look at the inputs, or ask for it in"
                        + " binary form by its parameter 'binary_data'",
                "000000000000c07f");
        requireBinaryOnly(
                new OutputTensor(
                        "o", Datatype.FP64, List.of(1L), new TensorData.Doubles(new double[] {Double.NEGATIVE_INFINITY
                        })),
                "Output 'o' is -Infinity at element 0, for which JSON has no number: look at the inputs, or ask for it in"
                        + " binary form by its parameter 'binary_data'",
                "000000000000f0ff");
        requireBinaryOnly(
                new OutputTensor("o", Datatype.FP16, List.of(1L), new TensorData.Floats(new float[] {1})),
                "Output 'o' of FP16 cannot be sent as JSON: ask for it in binary form by its parameter 'binary_data'",
                "003c");
        requireBinaryOnly(
                new OutputTensor("o", Datatype.BF16, List.of(1L), new TensorData.Floats(new float[] {1})),
                "Output 'o' of BF16 cannot be sent as JSON: ask for it in binary form by its parameter 'binary_data'",
                "803f");
        requireBinaryOnly(
                new OutputTensor("o", Datatype.BYTES, List.of(1L), new TensorData.Bytes(List.of(new byte[] {-1}))),
                "Output 'o' is not UTF-8 at element 0, so JSON cannot hold it: ask for it in binary form by its"
                        + " parameter 'binary_data'",
                "01000000ff");
    }

    private static void requireBinaryOnly(OutputTensor output, String sentence, String hexadecimal) {
        assertThatThrownBy(() -> write("{'inputs':[]}", Optional.empty(), output))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refused -> assertThat(refused.status()).isEqualTo(400))
                .hasMessage(sentence);
        assertThat(binary(write("{'inputs':[],'parameters':{'binary_data_output':true}}", Optional.empty(), output)))
                .isEqualTo(hexadecimal);
    }

    @Test
    void wholeNumbersAndTruthsStandAsTheyAre() {
        assertThat(json(write(
                        "{'inputs':[]}",
                        Optional.empty(),
                        new OutputTensor("u", Datatype.UINT64, List.of(2L), new TensorData.Longs(new long[] {-1, 7})),
                        new OutputTensor("i", Datatype.INT64, List.of(1L), new TensorData.Longs(new long[] {-1})),
                        new OutputTensor("b", Datatype.BOOL, List.of(2L), new TensorData.Floats(new float[] {0, 1})),
                        new OutputTensor("s", Datatype.INT8, List.of(), new TensorData.Floats(new float[] {-128})),
                        new OutputTensor("d", Datatype.FP64, List.of(1L), new TensorData.Doubles(new double[] {0.1})))))
                .contains("\"data\":[18446744073709551615,7]")
                .contains("\"data\":[-1]")
                .contains("\"data\":[false,true]")
                .contains("\"shape\":[],\"datatype\":\"INT8\",\"data\":[-128]")
                .contains("\"data\":[0.1]");
    }

    @Test
    void anOutputThatDoesNotFitItsShapeIsAFaultOfOurOwn() {
        OutputTensor wrong = new OutputTensor("o", Datatype.FP32, List.of(3L), new TensorData.Floats(new float[2]));
        assertThatThrownBy(() -> write("{'inputs':[]}", Optional.empty(), wrong))
                .isInstanceOf(IllegalStateException.class);
    }

    private static ResponseWriter.Body write(String request, Optional<String> version, OutputTensor... outputs) {
        InferRequest read = read(request);
        return ResponseWriter.write(read, new InferResponse("m", version, read.id(), List.of(outputs)));
    }

    private static String json(ResponseWriter.Body body) {
        int length = body.jsonLength().orElse(body.bytes().length);
        return new String(body.bytes(), 0, length, StandardCharsets.UTF_8);
    }

    private static String binary(ResponseWriter.Body body) {
        OptionalInt length = body.jsonLength();
        return HexFormat.of().formatHex(body.bytes(), length.orElseThrow(), body.bytes().length);
    }
}
