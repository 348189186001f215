package dev.evenkeel.serve.protocol;

import static dev.evenkeel.serve.protocol.Requests.bytes;
import static dev.evenkeel.serve.protocol.Requests.input;
import static dev.evenkeel.serve.protocol.Requests.read;
import static dev.evenkeel.serve.protocol.Requests.requireRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says, and what is refused by which words. */
class RequestReaderTest {
    @Test
    void theExampleOfTheSpecificationIsRead() {
        InferRequest request = read("""
                { 'id' : '42', 'parameters' : {'a' : 1, 'b' : 'text', 'c' : true},
                  'inputs' : [ { 'name' : 'input0', 'shape' : [ 2, 2 ], 'datatype' : 'UINT32', 'data' : [ 1, 2, 3, 4 ] },
                               { 'name' : 'input1', 'shape' : [ 3 ], 'datatype' : 'BOOL', 'data' : [ true, false, true ] } ],
                  'outputs' : [ { 'name' : 'output0', 'parameters' : {'d' : 1.5} } ] }
                """);
        assertThat(request.id()).contains("42");
        assertThat(request.parameters())
                .isEqualTo(JsonObject.of().with("a", 1).with("b", "text").with("c", true));
        assertThat(request.inputs()).extracting(InputTensor::name).containsExactly("input0", "input1");
        assertThat(request.inputs()).extracting(InputTensor::datatype).containsExactly(Datatype.UINT32, Datatype.BOOL);
        assertThat(request.inputs().get(0).shape()).containsExactly(2L, 2L);
        assertThat(((TensorData.Longs) request.inputs().get(0).data()).values()).containsExactly(1, 2, 3, 4);
        assertThat(((TensorData.Floats) request.inputs().get(1).data()).values())
                .containsExactly(1, 0, 1);
        assertThat(request.outputs())
                .containsExactly(new RequestedOutput("output0", JsonObject.of().with("d", 1.5)));
    }

    @Test
    void theExampleWithOneTruthForThreeIsRefused() {
        requireRefused(
                input("'shape':[3],'datatype':'BOOL','data':[true]"),
                "Input 'x' of shape [3] needs 3 elements, but got 1");
    }

    @Test
    void whatIsOptionalMayBeMissingOrNull() {
        InferRequest missing = read("{'inputs':[]}");
        InferRequest nothing = read("{'id':null,'parameters':null,'inputs':[],'outputs':null}");
        for (InferRequest request : List.of(missing, nothing, read("{'inputs':[],'outputs':[]}"))) {
            assertThat(request.id()).isEmpty();
            assertThat(request.parameters()).isEqualTo(JsonObject.of());
            assertThat(request.inputs()).isEmpty();
            assertThat(request.outputs()).isEmpty();
        }
        assertThat(read(input("'shape':[0],'datatype':'FP32','parameters':{'p':null},'data':[]"))
                        .inputs()
                        .get(0)
                        .parameters())
                .isEqualTo(JsonObject.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "42", "ä\\u00e4\\ud83d\\ude00😀", "\\\"\\\\\\/\\b\\f\\n\\r\\t"})
    void theIdIsKeptExactly(String id) {
        String expected = id.replace("\\u00e4", "ä")
                .replace("\\ud83d\\ude00", "😀")
                .replace("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t");
        String json = "{\"id\":\"" + id + "\",\"inputs\":[]}";
        assertThat(RequestReader.read(json.getBytes(StandardCharsets.UTF_8), OptionalInt.empty())
                        .id())
                .contains(expected);
    }

    @Test
    void unknownMembersArePassedOver() {
        InferRequest request = read("{'more':{'a':[1,{'b':null}],'a':[[],'\\u0041']},'inputs':[{'name':'x',"
                + "'extra':[false],'shape':[1],'datatype':'INT8','data':[5]}],'model_name':'m'}");
        assertThat(((TensorData.Floats) request.inputs().get(0).data()).values())
                .containsExactly(5);
    }

    @Test
    void dataMayComeBeforeShapeAndType() {
        InferRequest request = read("{'inputs':[{'data': [[1.5,2],[3,4]],'name':'x','shape':[2,2],'datatype':'FP32'},"
                + "{'data':['a'],'datatype':'BYTES','shape':[1],'name':'y'}]}");
        assertThat(((TensorData.Floats) request.inputs().get(0).data()).values())
                .containsExactly(1.5f, 2, 3, 4);
        assertThat(((TensorData.Bytes) request.inputs().get(1).data()).values()).containsExactly(new byte[] {'a'});
    }

    static Stream<Arguments> requestsRefused() {
        return Stream.of(
                Arguments.of("", "The request needs a JSON object, but its JSON is empty"),
                Arguments.of("[]", "The request needs a JSON object, but got an array"),
                Arguments.of("1", "The request needs a JSON object, but got the number 1"),
                Arguments.of("{}", "The request needs an array as 'inputs', but has none"),
                Arguments.of("{'inputs':null}", "The request needs an array as 'inputs', but got null"),
                Arguments.of("{'inputs':{}}", "The request needs an array as 'inputs', but got an object"),
                Arguments.of("{'inputs':[3]}", "inputs[0] must be an object, but got the number 3"),
                Arguments.of("{'id':42,'inputs':[]}", "The request needs a string as 'id', but got the number 42"),
                Arguments.of(
                        "{'inputs':[],'parameters':[]}",
                        "The request needs an object as 'parameters', but got an array"),
                Arguments.of(
                        "{'inputs':[],'parameters':{'p':[1]}}",
                        "The request has a wrong parameter 'p': it needs a string, a number, true or false, but got an array"),
                Arguments.of(
                        "{'inputs':[],'parameters':{'binary_data_output':'true'}}",
                        "The request has a wrong parameter 'binary_data_output': needed true or false, but got the"
                                + " string \"true\""),
                Arguments.of(
                        "{'inputs':[],'outputs':'all'}", "The request needs an array as 'outputs', but got a string"),
                Arguments.of("{'inputs':[],'outputs':['a']}", "outputs[0] must be an object, but got a string"),
                Arguments.of("{'inputs':[],'outputs':[{}]}", "outputs[0] needs a string as 'name', but has none"),
                Arguments.of(
                        "{'inputs':[],'outputs':[{'name':1}]}",
                        "outputs[0] needs a string as 'name', but got the number 1"),
                Arguments.of(
                        "{'inputs':[],'outputs':[{'name':'a'},{'name':'a'}]}",
                        "The request asks twice for the output 'a'"),
                Arguments.of(
                        "{'inputs':[],'outputs':[{'name':'a','parameters':{'binary_data':1}}]}",
                        "Output 'a' has a wrong parameter 'binary_data': needed true or false, but got the number 1"),
                Arguments.of(
                        "{'inputs':[],'outputs':[{'name':'a','parameters':{'classification':3}}]}",
                        "Output 'a' asks for the parameter 'classification', which this server does not have: pick the"
                                + " largest elements of the whole output"),
                Arguments.of(
                        "{'inputs':[],'outputs':[{'name':'a','parameters':{'shared_memory_region':'r'}}]}",
                        "Output 'a' asks for the parameter 'shared_memory_region', but this server shares no memory:"
                                + " send and take the data in the body"),
                Arguments.of(
                        "{'inputs':[{'name':'x','shape':[0],'datatype':'FP32','data':[]},"
                                + "{'name':'x','shape':[0],'datatype':'FP32','data':[]}]}",
                        "The request has two inputs named 'x'"),
                Arguments.of(
                        "{'inputs':[],'inputs':[]}",
                        "The request is not valid JSON at line 1, column 14: the key 'inputs' stands twice in one object"));
    }

    @ParameterizedTest
    @MethodSource("requestsRefused")
    void requestsAreRefusedWithTheReason(String json, String sentence) {
        requireRefused(json, sentence);
    }

    static Stream<Arguments> inputsRefused() {
        return Stream.of(
                Arguments.of("{'shape':[1]}", "inputs[0] needs a string as 'name', but has none"),
                Arguments.of("{'name':null}", "inputs[0] needs a string as 'name', but got null"),
                Arguments.of("{'name':'x','shape':[1],'data':[1]}", "Input 'x' needs a 'datatype', but has none"),
                Arguments.of("{'name':'x','datatype':'FP32','data':[1]}", "Input 'x' needs a 'shape', but has none"),
                Arguments.of(
                        "{'name':'x','datatype':'FP32','shape':[1]}",
                        "Input 'x' needs 'data', or the parameter 'binary_data_size', but has none"),
                Arguments.of(
                        "{'name':'x','datatype':'FP32','shape':[1],'data':null}",
                        "Input 'x' needs 'data', or the parameter 'binary_data_size', but has none"),
                Arguments.of(
                        "{'name':'x','datatype':'fp32'}",
                        "Input 'x' has the datatype 'fp32', but known are BOOL, UINT8, UINT16, UINT32, UINT64, INT8,"
                                + " INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES"),
                Arguments.of(
                        "{'name':'x','datatype':'FP16','shape':[1],'data':[1]}",
                        "Input 'x' of FP16 cannot be sent as JSON: send it in binary form, or as FP32"),
                Arguments.of("{'name':'x','shape':3}", "Input 'x' needs an array as 'shape', but got the number 3"),
                Arguments.of(
                        "{'name':'x','shape':[-1]}",
                        "Input 'x' needs whole numbers from 0 to 9223372036854775807 as 'shape', but got the number -1"),
                Arguments.of(
                        "{'name':'x','shape':['1']}",
                        "Input 'x' needs whole numbers from 0 to 9223372036854775807 as 'shape', but got a string"),
                Arguments.of(
                        "{'name':'x','shape':[1.5]}",
                        "Input 'x' needs whole numbers from 0 to 9223372036854775807 as 'shape', but got the number 1.5"),
                Arguments.of(
                        "{'name':'x','shape':[4294967296,4294967296]}",
                        "Input 'x' has the shape [4294967296, 4294967296] of more elements than any memory holds"),
                Arguments.of(
                        "{'name':'x','shape':[1" + ",1".repeat(64) + "]}",
                        "Input 'x' has a shape of more than 64 axes, the most that are read"),
                Arguments.of(
                        "{'name':'x','datatype':'FP32','shape':[9223372036854775807],'data':[1]}",
                        "Input 'x' of shape [9223372036854775807] needs 9223372036854775807 elements, but got 1"),
                Arguments.of(
                        "{'name':'x','datatype':'FP32','shape':[1],'data':1}",
                        "Input 'x' needs an array as 'data', but got the number 1"),
                Arguments.of(
                        "{'name':'x','datatype':'FP32','shape':[1],'data':[1],'parameters':{'binary_data_size':4}}",
                        "Input 'x' has both 'data' and the parameter 'binary_data_size', but data come either as JSON or"
                                + " in binary form"),
                Arguments.of(
                        "{'name':'x','datatype':'FP32','shape':[1],'parameters':{'shared_memory_region':'r'}}",
                        "Input 'x' asks for the parameter 'shared_memory_region', but this server shares no memory: send"
                                + " and take the data in the body"));
    }

    @ParameterizedTest
    @MethodSource("inputsRefused")
    void inputsAreRefusedWithTheReason(String input, String sentence) {
        requireRefused("{'inputs':[" + input + "]}", sentence);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("{", "line 1, column 2: expected a key in double quotes, but the JSON ends here"),
                Arguments.of("{'inputs':[]", "line 1, column 13: expected ',' or '}', but the JSON ends here"),
                Arguments.of("{'inputs':[]} x", "line 1, column 15: expected nothing more, but found 'x'"),
                Arguments.of("{'inputs':[],}", "line 1, column 14: expected a key in double quotes, but found '}'"),
                Arguments.of("{'inputs' []}", "line 1, column 11: expected ':', but found '['"),
                Arguments.of("{\n 'ä': [\n  01]}", "line 3, column 3: a number in a form that JSON does not have"),
                Arguments.of("{'a': .5}", "line 1, column 7: expected a value, but found '.'"),
                Arguments.of("{'a': tru}", "line 1, column 7: expected a value, but found 't'"),
                Arguments.of("{'a': \0}", "line 1, column 7: expected a value, but found the byte 0x00"),
                Arguments.of("{'a': 'b", "line 1, column 7: a string without its closing quote"),
                Arguments.of("{'a': '\\'}", "line 1, column 7: a string without its closing quote"),
                Arguments.of("{'a': '\\x'}", "line 1, column 8: an escape that JSON does not have"),
                Arguments.of("{'a': '\\u12g4'}", "line 1, column 8: \\u needs four hexadecimal digits"),
                Arguments.of("{'a': '\\u12'}", "line 1, column 8: \\u needs four hexadecimal digits"),
                Arguments.of("{'a': '\\ud800'}", "line 1, column 8: half of a surrogate pair"),
                Arguments.of("{'a': '\\udc00\\ud800'}", "line 1, column 8: half of a surrogate pair"),
                Arguments.of(
                        "{'a': 'b\nc'}",
                        "line 1, column 9: a control character inside a string: write it as an escape"),
                Arguments.of(
                        "{'a': " + "[".repeat(65) + "]".repeat(65) + "}",
                        "line 1, column 71: nested deeper than 64 arrays and objects"),
                Arguments.of(
                        "{'inputs':[{'name':'x','shape':[2],'datatype':'FP32','data':[1,NaN]}]}",
                        "line 1, column 64: JSON has no NaN and no Infinity: send the tensor in binary form, or leave the"
                                + " value out"),
                Arguments.of(
                        "{'inputs':[{'data':[-Infinity]}]}",
                        "line 1, column 21: JSON has no NaN and no Infinity: send the tensor in binary form, or leave the"
                                + " value out"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "nope",
                "nul",
                "tfoo",
                "falsy",
                "n",
                "nullx",
                "trues",
                "{'inputs':nXXXX}",
                "{'inputs':[n]}",
                "{'inputs':[{'name':tX}]}",
                "{'outputs':fX}",
                "{'parameters':tru}",
                "{'parameters':{'a':nul}}",
                "{'inputs':[{'name':'x','shape':nXXXX}]}",
                "{'inputs':[{'name':'x','shape':[n]}]}",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1],'data':nan}]}",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1],'data':[n]}]}",
                "{'inputs':[{'name':'x','datatype':'BOOL','shape':[1],'data':[n]}]}",
                "{'inputs':[{'name':'x','datatype':'BYTES','shape':[1],'data':[tX]}]}",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,1],'data':[[1],fX]}]}"
            })
    void aWordThatOnlyBeginsAsOneOfJsonIsNoJson(String json) {
        assertThatThrownBy(() -> RequestReader.read(Requests.bytes(json), OptionalInt.empty()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("The request is not valid JSON at line 1, column ")
                .hasMessageContaining("expected a value, but found '");
    }

    @Test
    void aNumberThatGoesOnWithLettersIsNoJson() {
        requireRefused(
                "12abc",
                "The request is not valid JSON at line 1, column 1: a number in a form that JSON does not have");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNotJsonIsRefusedAtItsPlace(String json, String reason) {
        requireRefused(json, "The request is not valid JSON at " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c3",
                "c0 80",
                "e0 80 80",
                "ed a0 80",
                "f0 80 80 80",
                "f4 90 80 80",
                "f5 80 80 80",
                "e2 82",
                "ff"
            })
    void bytesThatAreNotUtf8AreRefused(String hexadecimal) {
        byte[] wrong = HexFormat.ofDelimiter(" ").parseHex(hexadecimal);
        byte[] body = ("{\"id\":\"ä" + "x".repeat(wrong.length) + "\",\"inputs\":[]}").getBytes(StandardCharsets.UTF_8);
        System.arraycopy(wrong, 0, body, 9, wrong.length);
        assertThatThrownBy(() -> RequestReader.read(body, OptionalInt.empty()))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The request is not valid JSON at line 1, column 9: bytes that are not UTF-8");
    }

    @Test
    void anObjectOfVeryManyMembersIsRefused() {
        StringBuilder members = new StringBuilder("{");
        for (int i = 0; i <= JsonCursor.MAX_MEMBERS; i++) {
            members.append("'").append(i).append("':0,");
        }
        requireRefused(
                members + "'inputs':[]}",
                "An object in the request has more than 256 members: leave out those that the protocol does not know");
    }

    @Test
    void aNameInAMessageIsClippedAndOnOneLine() {
        requireRefused(
                "{'inputs':[{'name':'a\\n" + "b".repeat(200) + "'}]}",
                "Input 'a?" + "b".repeat(98) + "...' needs a 'datatype', but has none");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 14, Integer.MAX_VALUE})
    void aLengthOfJsonOutsideTheBodyIsRefused(int length) {
        assertThatThrownBy(() -> RequestReader.read(bytes("{'inputs':[]}"), OptionalInt.of(length)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(
                        "Inference-Header-Content-Length must be from 0 to the 13 bytes of the body, but is " + length);
    }

    @Test
    void aRequestWithoutJsonIsRefused() {
        assertThatThrownBy(() -> RequestReader.read(new byte[16], OptionalInt.of(0)))
                .hasMessage("The request needs a JSON object, but its JSON is empty");
    }

    @Test
    void theHeaderIsAWholeNumber() {
        assertThat(RequestReader.jsonLength("0")).hasValue(0);
        assertThat(RequestReader.jsonLength("2147483647")).hasValue(Integer.MAX_VALUE);
        for (String wrong : List.of("", "-1", "+1", "1.0", "2147483648", "99999999999", "1 ", "one")) {
            assertThatThrownBy(() -> RequestReader.jsonLength(wrong))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage(
                            "Inference-Header-Content-Length must be a whole number of bytes, but is '" + wrong + "'");
        }
    }
}
