package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.inference.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The files of the folder that the environment variable {@code EVENKEEL_FAILING} names: those below {@code onnx-cases} have
 * the right values beside them, and every other one of {@code onnx} stands here with what is right.
 */
@EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
class FailedBeforeTest {
    /** Files that are refused, with words of the reason. */
    private static final Map<String, List<String>> REFUSED = Map.ofEntries(
            // Attention was unsupported when the file was made, and told before the missing weights; now they alone are
            // wrong.
            Map.entry(
                    "att_ext",
                    List.of("tensor 'w' has its elements in the file 'att_ext.data': there is no such file")),
            Map.entry("dyn_spatial_unnamed", List.of("[batch, 3, ?, ?]", "--extent 2=N --extent 3=N")),
            Map.entry("f64gemm", List.of("tensor 'w' holds 1.0E300", "Scale the network's weights down")),
            Map.entry(
                    "gn18_perchannel_BAD",
                    List.of("needs 2 values in 's', one per group in version 18", "but got 4", "Version 21")),
            Map.entry(
                    "gn21_pergroup_BAD",
                    List.of("needs 4 values in 's', one per channel in version 21", "but got 2", "Version 18")),
            Map.entry("o4_bad", List.of("needs a constant 's' whose extents", "[3, 2], but got [3]")),
            Map.entry("o6_nostats", List.of("needs a running mean and a running variance", "the file leaves them out")),
            Map.entry("two_out", List.of("--output NAME at the command line")));

    /** Files whose values ONNX Runtime computes for batches of these sizes. */
    private static final Map<String, int[]> COMPUTED = Map.of(
            "crnn_dyn", new int[] {1, 2, 3},
            "dyn_spatial_unnamed", new int[] {6},
            "fbn_d2", new int[] {1, 2},
            "o3_negpad", new int[] {1, 2},
            "o7_baked1", new int[] {1},
            "w3mom", new int[] {1, 2});

    /** Files that are read with a remark. */
    private static final Map<String, String> REMARKED = Map.of(
            "dln_f16", "adds 0 before a square root: an epsilon that was lost in FLOAT16",
            "tmimg", "was exported in training mode: the layer 'bn1'",
            "o7_baked1", "its shapes are made for 1 at a time");

    /** Files with a test of their own below. */
    private static final Set<String> ALONE = Set.of("o5_nchw_CHW", "w4");

    private static Path folder(String name) {
        return Path.of(System.getenv("EVENKEEL_FAILING"), name);
    }

    private static OnnxImport file(String name) {
        return OnnxImport.of(folder("onnx").resolve(name + ".onnx"));
    }

    private static List<ConformanceCase> cases() throws IOException {
        return ConformanceCase.below(folder("onnx-cases"));
    }

    @Test
    void valuesAreThoseOfTheCases() throws IOException {
        StringBuilder wrong = new StringBuilder();
        for (ConformanceCase one : cases()) {
            ConformanceCase.Result result = one.run();
            if (result.outcome() != ConformanceCase.Outcome.PASSED) {
                wrong.append(one).append(": ").append(result).append('\n');
            }
        }
        assertThat(wrong.toString()).isEmpty();
    }

    @Test
    void everyFileIsKnown() throws IOException {
        Set<String> known = new HashSet<>(ALONE);
        known.addAll(REFUSED.keySet());
        known.addAll(COMPUTED.keySet());
        known.addAll(REMARKED.keySet());
        cases().forEach(one -> known.add(String.valueOf(one.folder().getFileName())));
        try (Stream<Path> files = Files.list(folder("onnx"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> !name.equals("w") && !name.equals("README.md"))
                            .filter(name -> !name.endsWith(".onnx")
                                    || !known.contains(name.substring(0, name.length() - ".onnx".length())))
                            .collect(Collectors.toSet()))
                    .as("files that no test here knows")
                    .isEmpty();
        }
    }

    @Test
    void refusalsSayWhatIsWrong() {
        REFUSED.forEach((name, words) -> assertThatThrownBy(() -> file(name).read())
                .as(name)
                .isInstanceOf(OnnxException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words)));
    }

    @Test
    void valuesAreThoseOfOnnxRuntime() {
        COMPUTED.forEach((name, batches) -> RuntimeReference.assertAgrees(file(name), batches));
    }

    @Test
    void remarksSayWhatToKnow() {
        REMARKED.forEach((name, words) -> assertThat(file(name).read().remarks())
                .as(name)
                .anySatisfy(remark -> assertThat(remark).contains(words)));
    }

    /** A variance of each value of an example, which ONNX Runtime takes of other extents only. */
    @Test
    void statisticsOfEachValueLieInTheFilesOrder() {
        OnnxImport reading = file("o5_nchw_CHW");
        List<TensorProto> parameters = reading.file().graph().initializers();
        float[] scale = parameters.get(0).floats();
        float[] bias = parameters.get(1).floats();
        float[] mean = parameters.get(2).floats();
        float[] variance = parameters.get(3).floats();
        float[] image = new float[12];
        float[] right = new float[12];
        for (int at = 0; at < image.length; at++) {
            image[at] = 0.5f * at - 2;
            right[at] = (float) ((image[at] - mean[at]) / Math.sqrt(variance[at] + 0.25) * scale[at] + bias[at]);
        }
        TensorProto given = TensorProto.ofFloats("x", List.of(1L, 3L, 2L, 2L), image);
        for (OnnxEvaluation.Execution execution : OnnxEvaluation.Execution.values()) {
            TensorProto own = OnnxEvaluation.of(reading, Map.of("x", () -> given), execution)
                    .values()
                    .iterator()
                    .next();
            assertThat(own.floats()).containsExactly(right, within(1e-4f));
        }
    }

    @Test
    void negativeVariancesAreNotFrozen() {
        assertThatThrownBy(() -> {
                    Predictor predictor = file("w4").read().model().freeze();
                    assertThat(predictor).isNotNull();
                })
                .hasMessageContaining("needs a running_var of 0 or more, but channel 1 has -5.0E-6");
    }
}
