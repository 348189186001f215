package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.formats.onnx.export.ExportedModel;
import dev.evenkeel.formats.onnx.export.OnnxExport;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.model.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is written of what was read of another is called as that was: both compute the same in ONNX Runtime. */
class KeptInterfaceTest {
    private record Case(Graphs graph, long... extents) {}

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        for (long batch : new long[] {-1, 2}) {
            String end = batch < 0 ? ", open" : ", fixed";
            cases.put(
                    "transposed at the end" + end,
                    new Case(
                            Graphs.of(batch, 2, 4)
                                    .node("Relu", "relu", "x")
                                    .node("Transpose", "y", List.of("relu"), Map.of("perm", wholes(0L, 2L, 1L))),
                            2,
                            2,
                            4));
            cases.put(
                    "convolution of channels last" + end,
                    new Case(
                            Graphs.of(batch, 5, 3)
                                    .weight("w", 4, 3, 3)
                                    .node("Transpose", "first", List.of("x"), Map.of("perm", wholes(0L, 2L, 1L)))
                                    .node("Conv", "conv", "first", "w")
                                    .node("Transpose", "y", List.of("conv"), Map.of("perm", wholes(0L, 2L, 1L))),
                            2,
                            5,
                            3));
            cases.put(
                    "image" + end,
                    new Case(
                            Graphs.of(batch, 3, 5, 4)
                                    .weight("w", 4, 3, 3, 3)
                                    .node("Conv", "input", "x", "w")
                                    .node("Relu", "y", "input"),
                            2,
                            3,
                            5,
                            4));
            cases.put(
                    "local response" + end,
                    new Case(
                            Graphs.of(batch, 3, 4, 4).node("LRN", "y", List.of("x"), Map.of("size", Graphs.whole(3))),
                            2,
                            3,
                            4,
                            4));
            cases.put(
                    "features" + end,
                    new Case(Graphs.of(batch, 4).weight("w", 4, 3).node("MatMul", "output", "x", "w"), 2, 4));
        }
        return cases;
    }

    private static List<String> titles() {
        return List.copyOf(cases().keySet());
    }

    @ParameterizedTest
    @MethodSource("titles")
    void aWrittenFileIsCalledAsTheOneThatWasRead(String title) {
        Case one = cases().get(title);
        ModelProto file = one.graph().file();
        Model model = one.graph().importing().read().model();
        float[] values = new float[(int) java.util.Arrays.stream(one.extents()).reduce(1, (a, b) -> a * b)];
        Random random = new Random(4);
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextGaussian();
        }
        TensorProto right =
                RuntimeComparison.runtime(file, values, one.extents()).orElseThrow();
        for (ModelProto written : List.of(
                OnnxExport.of(model).toProto(), OnnxExport.of(model).folded().toProto())) {
            assertThat(written.graph().inputs()).isEqualTo(file.graph().inputs());
            assertThat(written.graph().outputs())
                    .singleElement()
                    .satisfies(output -> assertThat(output.name())
                            .isEqualTo(file.graph().outputs().get(0).name()));
            Optional<TensorProto> result = RuntimeComparison.runtime(written, values, one.extents());
            assertThat(ConformanceCase.difference(right, result.orElseThrow())).isEmpty();
        }
        Model again = ExportedModel.of(OnnxExport.of(model).toProto()).orElseThrow();
        assertThat(again.network()).isEqualTo(model.network());
        assertThat(again.provenance()).isEqualTo(model.provenance());
    }
}
