package dev.evenkeel.examples;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.Version;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/java.md shows compiles, runs and does what it says. */
class JavaGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "java.md");

    @TempDir
    private Path folder;

    @Test
    void everySnippetStandsInAProgramThatCompiles() throws IOException {
        String programs;
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            programs = sources.filter(path -> path.toString().endsWith(".java"))
                    .map(JavaGuideTest::read)
                    .collect(Collectors.joining());
        }
        Matcher snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        int found = 0;
        for (; snippets.find(); found++) {
            assertThat(programs).contains(squeezed(snippets.group(1)));
        }
        assertThat(found).isGreaterThan(9);
    }

    @Test
    void theVersionIsThatOfTheBuildAndOfTheBillOfMaterials() throws IOException {
        assertThat(Files.readString(GUIDE))
                .contains("<version>" + Version.CURRENT + "</version>")
                .contains("evenkeel-bom:" + Version.CURRENT + "\"");
        assertThat(Files.readString(Path.of("..", "bom", "pom.xml")))
                .contains("<version>" + Version.CURRENT + "</version>");
    }

    @Test
    void arraysOfOnesOwnAreLearnt() {
        float[][] rows = rows(300);
        int[] classes = new int[rows.length];
        float[][] prices = new float[rows.length][1];
        for (int row = 0; row < rows.length; row++) {
            classes[row] = rows[row][0] > 0 ? 1 : 0;
            prices[row][0] = 200_000 + 50_000 * rows[row][1];
        }

        List<String> named = OwnArrays.classes(rows, classes);
        int right = 0;
        for (int row = 0; row < rows.length; row++) {
            right += named.get(row).equals(classes[row] == 1 ? "high" : "low") ? 1 : 0;
        }
        assertThat(right).isGreaterThan(285);

        float[][] predicted = OwnArrays.numbers(rows, prices);
        double error = 0;
        for (int row = 0; row < rows.length; row++) {
            error += Math.abs(predicted[row][0] - prices[row][0]) / rows.length;
        }
        assertThat(error).isLessThan(15_000);
    }

    @Test
    void aQuantileHoldsAsOftenAsItSays() {
        float[][] rows = rows(600);
        float[][] targets = new float[rows.length][1];
        Randomness noise = new Randomness(5);
        for (int row = 0; row < rows.length; row++) {
            targets[row][0] = rows[row][0] + (float) noise.nextGaussian();
        }
        Network network = Network.of(Shape.of(4), linear(1));

        double coverage = CustomLoss.coverageOf(network, Datasets.of(Shape.of(4), rows, targets), 0.8);

        assertThat(coverage).isCloseTo(0.8, within(0.05));
    }

    @Test
    void aPyTorchModelServesFromAJarOnManyThreads() throws IOException {
        Network network = Network.builder(Shape.of(4))
                .add("fc1", linear(8).withoutBias())
                .add("bn1", batchNorm())
                .add("act", relu())
                .add("fc2", linear(3))
                .build();
        float[][] rows = rows(64);
        int[] classes = new int[rows.length];
        Arrays.setAll(classes, row -> row % 3);
        Model trained = dev.evenkeel.train.Trainer.of(network)
                .epochs(1)
                .fit(Datasets.of(Shape.of(4), rows, classes, dev.evenkeel.dataset.Target.classes(3)));
        Path stateDict = folder.resolve("weights.safetensors");
        PyTorch.write(trained, stateDict);

        Model loaded = FromPyTorch.load(stateDict);
        assertThat(PyTorch.open("weights", Files.readAllBytes(stateDict))
                        .into(network)
                        .tensors())
                .isEqualTo(loaded.tensors());
        Path graph = folder.resolve("graph.onnx");
        Onnx.write(loaded, graph);
        assertThat(Onnx.read("graph", Files.readAllBytes(graph)).tensors()).isEqualTo(loaded.tensors());
        assertThat(loaded.output().labels()).containsExactly("setosa", "versicolor", "virginica");

        Path beside = Path.of(JavaGuideTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .resolve("dev/evenkeel/examples/guide.safetensors");
        loaded.write(beside);
        Predictor predictor = Serving.fromJar(JavaGuideTest.class, "guide.safetensors");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<float[]> together = Serving.probabilities(predictor, List.of(rows), threads);
            for (int row = 0; row < rows.length; row++) {
                assertThat(together.get(row)).isEqualTo(predictor.probabilities(rows[row]));
            }
            assertThat(Serving.together(predictor, rows)).isEqualTo(predictor.probabilities(rows));
        } finally {
            threads.shutdown();
            Files.delete(beside);
        }
    }

    private static float[][] rows(int count) {
        Randomness randomness = new Randomness(3);
        float[][] rows = new float[count][4];
        for (float[] row : rows) {
            for (int feature = 0; feature < row.length; feature++) {
                row[feature] = (float) randomness.nextGaussian();
            }
        }
        return rows;
    }

    private static String read(Path source) {
        try {
            return squeezed(Files.readString(source));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
