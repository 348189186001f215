package dev.evenkeel.serve.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.tensor.Randomness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import triton.client.InferInput;
import triton.client.InferRequestedOutput;
import triton.client.InferResult;
import triton.client.InferenceException;
import triton.client.InferenceServerClient;
import triton.client.InferenceServerClient.InferArguments;
import triton.client.pojo.DataType;

/** NVIDIA's Java client for Triton, in JSON and in binary form. */
@Timeout(120)
class TritonClientTest {
    private static final int POINTS = 40;

    private final float[] inputs = new float[POINTS * ServedPoints.INPUTS];

    @TempDir
    private Path folder;

    private ServedPoints points;
    private InferenceServerClient client;

    @BeforeEach
    void start() throws IOException {
        Randomness randomness = Randomness.of(2, "points");
        for (int index = 0; index < inputs.length; index++) {
            inputs[index] = (float) randomness.nextGaussian();
        }
        points = ServedPoints.start(folder);
        client = new InferenceServerClient(
                "127.0.0.1:" + points.server().address().getPort(), 10_000, 10_000);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        points.close();
    }

    @Test
    void probabilitiesComeInJson() throws InferenceException {
        assertThat(probabilities(false)).isEqualTo(expected());
    }

    @Test
    void probabilitiesComeInBinaryForm() throws InferenceException {
        assertThat(probabilities(true)).isEqualTo(expected());
    }

    @Test
    void theIdComesBack() throws InferenceException {
        InferResult result = client.infer(new InferArguments("points", List.of(input(true))).setRequestId("the 7th"));
        assertThat(result.getResponse().getId()).isEqualTo("the 7th");
        assertThat(result.getResponse().getModelName()).isEqualTo("points");
    }

    @Test
    void errorsAreSentences() {
        InferInput unknown = new InferInput("nothing", new long[] {1, ServedPoints.INPUTS}, DataType.FP32);
        unknown.setData(new float[ServedPoints.INPUTS], false);
        assertThatThrownBy(() -> client.infer("points", List.of(unknown), List.of()))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> client.infer("no-model", List.of(input(true)), List.of()))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("no-model");
    }

    private float[] probabilities(boolean binary) throws InferenceException {
        InferResult result = client.infer(
                "points", List.of(input(binary)), List.of(new InferRequestedOutput("probabilities", binary)));
        return result.getOutputAsFloat("probabilities");
    }

    private InferInput input(boolean binary) {
        InferInput input = new InferInput("input", new long[] {POINTS, ServedPoints.INPUTS}, DataType.FP32);
        input.setData(inputs, binary);
        return input;
    }

    private float[] expected() {
        float[] outputs = new float[2 * POINTS];
        points.model().freeze().probabilities(inputs, POINTS, outputs);
        assertThat(Arrays.copyOf(outputs, 2)).doesNotContain(0, 1);
        return outputs;
    }
}
