package dev.evenkeel.serve.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata, readiness, errors and the repository's index, by the letter of the specification. */
class ProtocolJsonTest {
    @Test
    void theServerTellsItsExtensions() {
        assertThat(ProtocolJson.server("evenkeel", "1.0"))
                .hasToString("{\"name\":\"evenkeel\",\"version\":\"1.0\","
                        + "\"extensions\":[\"binary_tensor_data\",\"model_repository\"]}");
    }

    @Test
    void readinessIsToldOfServersAndModels() {
        assertThat(ProtocolJson.live()).hasToString("{\"live\":true}");
        assertThat(ProtocolJson.ready(false)).hasToString("{\"ready\":false}");
        assertThat(ProtocolJson.ready("m", true)).hasToString("{\"name\":\"m\",\"ready\":true}");
    }

    @Test
    void aModelTellsItsTensorsAndAnExample() {
        ModelDescription model = new ModelDescription(
                "m",
                List.of("1", "2"),
                "evenkeel",
                List.of(new TensorDescription("x", Datatype.FP32, List.of(-1L, 4L))),
                List.of(new TensorDescription("y", Datatype.BYTES, List.of(-1L))),
                List.of("a", "b"),
                Optional.of(JsonObject.of().with("id", "1")));
        assertThat(ProtocolJson.model(model))
                .hasToString("{\"name\":\"m\",\"versions\":[\"1\",\"2\"],\"platform\":\"evenkeel\","
                        + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,4]}],"
                        + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"BYTES\",\"shape\":[-1]}],"
                        + "\"classes\":[\"a\",\"b\"],\"example\":{\"id\":\"1\"}}");
    }

    @Test
    void aModelWithoutVersionsAndExampleTellsNone() {
        assertThat(ProtocolJson.model(new ModelDescription(
                        "m", List.of(), "evenkeel", List.of(), List.of(), List.of(), Optional.empty())))
                .hasToString("{\"name\":\"m\",\"platform\":\"evenkeel\",\"inputs\":[],\"outputs\":[]}");
    }

    @Test
    void anErrorIsOneSentence() {
        assertThat(ProtocolJson.error("No \"x\"")).hasToString("{\"error\":\"No \\\"x\\\"\"}");
    }

    @Test
    void theIndexTellsStateAndReason() {
        assertThat(ProtocolJson.indexEntry("m", Optional.of("1"), "READY", ""))
                .hasToString("{\"name\":\"m\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}");
        assertThat(ProtocolJson.indexEntry("m", Optional.empty(), "UNAVAILABLE", "broken"))
                .hasToString("{\"name\":\"m\",\"state\":\"UNAVAILABLE\",\"reason\":\"broken\"}");
    }

    @Test
    void theIndexMayBeAskedForReadyModels() {
        assertThat(asksForReadyModels("")).isFalse();
        assertThat(asksForReadyModels(" \n")).isFalse();
        assertThat(asksForReadyModels("{}")).isFalse();
        assertThat(asksForReadyModels("{'ready':null}")).isFalse();
        assertThat(asksForReadyModels("{'ready':false,'more':[{}]}")).isFalse();
        assertThat(asksForReadyModels("{'ready':true}")).isTrue();
        assertThatThrownBy(() -> asksForReadyModels("{'ready':1}"))
                .hasMessage("The request needs true or false as 'ready', but got the number 1");
        assertThatThrownBy(() -> asksForReadyModels("[]"))
                .hasMessage("The request needs a JSON object, but got an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "nul", "tfoo", "{'ready':tru}", "{'ready':nX}", "{'parameters':nX}"})
    void bodiesOfOtherRequestsAreStrictJsonToo(String json) {
        assertThatThrownBy(() -> asksForReadyModels(json)).hasMessageContaining("not valid JSON");
        assertThatThrownBy(() -> RepositoryRequests.parameters(Requests.bytes(json)))
                .hasMessageContaining("not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'a':1}",
                "{'parameters':null}",
                "{'parameters':{}}",
                "{'parameters':{'config':null}}",
                "{'parameters':{'unload_dependents':true},'a':1}"
            })
    void loadingNeedsNoParameters(String json) {
        RepositoryRequests.parameters(Requests.bytes(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'config':'{}'", "'config':{}", "'file:1/model.onnx':'AA=='", "'unload_dependents':1,'x':[1]"})
    void parametersOfLoadingAreRefusedRatherThanIgnored(String parameters) {
        assertThatThrownBy(() -> RepositoryRequests.parameters(Requests.bytes("{'parameters':{" + parameters + "}}")))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("The request has the parameter '")
                .hasMessageContaining("is loaded from its file as that is. Leave 'parameters' out");
    }

    private static boolean asksForReadyModels(String json) {
        return RepositoryRequests.asksForReadyModels(Requests.bytes(json));
    }
}
