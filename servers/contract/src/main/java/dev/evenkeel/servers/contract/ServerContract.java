package dev.evenkeel.servers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every server has to answer over HTTP: the bits that the predictor gives where it is called directly. */
public abstract class ServerContract {
    private static final int THREADS = 8;
    private static final int EXAMPLES = 50;

    private final Model model = model();
    private final Predictor predictor = model.freeze();
    private final HttpClient client = HttpClient.newHttpClient();

    /** Where the server under test listens on this machine. */
    protected abstract int port();

    @Test
    void answersHaveTheBitsOfThePredictor() throws Exception {
        List<String> labels = new ArrayList<>();
        for (float[] example : examples(1)) {
            labels.add(requireSameBits(example));
        }
        assertThat(labels).containsAll(model.output().labels());
    }

    @Test
    void eightThreadsAtOnceGetTheSameBits() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> answers = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                float[][] examples = examples(thread);
                answers.add(threads.submit(() -> {
                    for (float[] example : examples) {
                        requireSameBits(example);
                    }
                    return null;
                }));
            }
            for (Future<?> answer : answers) {
                answer.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aWrongNumberOfValuesIsABadRequestInTheWordsOfTheLibrary() throws Exception {
        for (float[] wrong : new float[][] {{1, 2, 3}, {}, new float[8]}) {
            HttpResponse<String> answer = ask(wrong);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(Json.parse(answer.body()).asObject().string("error"))
                    .isEqualTo(catchThrowable(() -> predictor.predict(wrong)).getMessage());
        }
    }

    /** Above all no value is taken for another: neither {@code null} for 0 nor what no float holds for infinity. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "{}", "[1,2,3", "[null,1,2,3]", "[\"x\",1,2,3]", "[true,1,2,3]", "[1e39,0,0,0]"})
    void whatIsNoArrayOfNumbersIsABadRequest(String body) throws Exception {
        HttpResponse<String> answer = ask(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }

    private String requireSameBits(float[] example) throws IOException, InterruptedException {
        HttpResponse<String> response = ask(example);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject answer = Json.parse(response.body()).asObject();
        double[] sent = answer.array("probabilities").toDoubleArray();
        float[] probabilities = new float[sent.length];
        for (int index = 0; index < sent.length; index++) {
            probabilities[index] = (float) sent[index];
        }
        assertThat(bits(probabilities)).isEqualTo(bits(predictor.probabilities(example)));
        String label = answer.string("label");
        assertThat(label).isEqualTo(model.output().labels().get(predictor.classify(example)));
        return label;
    }

    private HttpResponse<String> ask(float[] example) throws IOException, InterruptedException {
        return ask(JsonArray.ofNumbers(example).toString());
    }

    private HttpResponse<String> ask(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + "/predict"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private float[][] examples(int seed) {
        Random random = new Random(seed);
        float[][] examples = new float[EXAMPLES][predictor.input().size()];
        for (float[] example : examples) {
            for (int value = 0; value < example.length; value++) {
                example[value] = (float) random.nextGaussian();
            }
        }
        return examples;
    }

    private static List<Integer> bits(float[] values) {
        List<Integer> bits = new ArrayList<>();
        for (float value : values) {
            bits.add(Float.floatToRawIntBits(value));
        }
        return bits;
    }

    private static Model model() {
        try (InputStream content = ServerContract.class.getResourceAsStream("/model.safetensors")) {
            return Model.read("model.safetensors", content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
