package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.real;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code Gemm} with every setting, and factors and sums that are constant or computed, beside ONNX Runtime. */
class ProductSweepTest {
    private static final long ROWS = 3;
    private static final long FEATURES = 3;
    /** As many as rows and features, so that the input can be every part of a product. */
    private static final long[] INPUT = {ROWS, FEATURES};

    private static final long[][] ADDED = {
        {}, {1}, {FEATURES}, {1, 1}, {1, FEATURES}, {ROWS, 1}, {ROWS, FEATURES},
    };

    private static Graphs graph(long batch, String first, String second, String third, long bits, long... added) {
        Map<String, AttributeProto> attributes = Map.of(
                "transA", whole(bits & 1),
                "transB", whole(bits >> 1 & 1),
                "alpha", real((bits & 4) == 0 ? 1 : 0.5f),
                "beta", real((bits & 8) == 0 ? 1 : -2));
        Graphs graph =
                Graphs.of(batch, FEATURES).node("Sigmoid", "computed", "x").weight("w", FEATURES, FEATURES);
        List<String> inputs = third.isEmpty() ? List.of(first, second) : List.of(first, second, third);
        if (third.equals("c")) {
            graph.weight("c", added);
        }
        return graph.node("Gemm", "y", inputs, attributes);
    }

    @Test
    void everySettingIsComputedAsByOnnxRuntime() {
        RuntimeComparison comparison = new RuntimeComparison();
        for (long bits = 0; bits < 16; bits++) {
            for (String second : List.of("w", "computed")) {
                for (String first : second.equals("w") ? List.of("x") : List.of("x", "w")) {
                    String title = first + " " + second + ", settings " + bits + ", ";
                    comparison.compare(
                            title, graph(ROWS, first, second, "", bits).file(), INPUT);
                    comparison.compare(
                            title + "x", graph(ROWS, first, second, "x", bits).file(), INPUT);
                    for (long[] added : ADDED) {
                        comparison.compare(
                                title + Arrays.toString(added),
                                graph(ROWS, first, second, "c", bits, added).file(),
                                INPUT);
                    }
                }
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.notRun()).isZero();
    }

    @Test
    void rowsOfAnOpenNumberAreComputedEachAlone() {
        RuntimeComparison comparison = new RuntimeComparison();
        for (long bits = 0; bits < 16; bits += 2) {
            comparison.compare("x", graph(-1, "x", "w", "x", bits).file(), INPUT);
            comparison.compare("computed", graph(-1, "x", "w", "computed", bits).file(), INPUT);
            for (long[] added : new long[][] {{}, {1}, {FEATURES}, {1, 1}, {1, FEATURES}}) {
                comparison.compare(
                        Arrays.toString(added),
                        graph(-1, "x", "w", "c", bits, added).file(),
                        INPUT);
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.notRun()).isZero();
    }

    @Test
    void aSumThatFitsNothingIsRefused() {
        assertThatThrownBy(() -> graph(-1, "x", "w", "c", 0, 2).importing().read())
                .hasMessageContaining("Gemm 'y' needs inputs whose extents are equal or 1, but got 3 and 2");
    }

    /** docs/conventions.md: a value too large for a float is refused. */
    @Test
    void aDoubleBeyondFloatsIsRefused() {
        assertThatThrownBy(() -> OnnxImport.of("test.onnx", doubles(1e300, 1)).read())
                .isInstanceOf(OnnxException.class)
                .hasMessage("test.onnx: tensor 'w' holds 1.0E300, but a float reaches to 3.4028235E38 only. Scale the"
                        + " network's weights down, and export it again");
        assertThat(OnnxImport.of("test.onnx", doubles(0.5, -2))
                        .read()
                        .model()
                        .network()
                        .nodes())
                .hasSize(1);
        assertThat(OnnxImport.of("test.onnx", doubles(Double.NEGATIVE_INFINITY, 1))
                        .read()
                        .model()
                        .network()
                        .nodes())
                .hasSize(1);
    }

    private static dev.evenkeel.formats.onnx.file.ModelProto doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return Graphs.of(-1, 2)
                .tensor(TensorProto.of("w", ElementType.DOUBLE, List.of(2L, 1L), bytes.array()))
                .node("Gemm", "y", "x", "w")
                .file();
    }
}
