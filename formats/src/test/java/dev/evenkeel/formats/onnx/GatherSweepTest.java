package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.ModelProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operators that take values by indices of both types, beside ONNX Runtime. */
class GatherSweepTest {
    private static final List<List<Long>> INDEX_SHAPES = List.of(
            List.of(),
            List.of(1L),
            List.of(2L),
            List.of(2L, 2L),
            List.of(2L, 1L, 3L),
            List.of(2L, 3L, 1L),
            List.of(2L, 3L, 2L),
            List.of(2L, 3L, 1L, 1L));

    /** Whole numbers between {@code -least} and {@code least}, without {@code least} itself. */
    private static Graphs graph(long batch, ElementType type, List<Long> shape, long least) {
        long[] values =
                new long[(int) shape.stream().mapToLong(extent -> extent).reduce(1, (a, b) -> a * b)];
        for (int at = 0; at < values.length; at++) {
            values[at] = (at * 5L + 3) % (2 * least) - least;
        }
        return Graphs.of(batch, 3, 2).indices("indices", type, shape, values);
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"INT32", "INT64"})
    void gatherIsComputedAsByOnnxRuntime(ElementType type) {
        RuntimeComparison comparison = new RuntimeComparison();
        for (long batch : new long[] {-1, 2}) {
            for (List<Long> shape : INDEX_SHAPES) {
                for (long axis = batch < 0 ? 1 : -3; axis < 3; axis++) {
                    comparison.compare(
                            "axis " + axis + ", indices " + shape,
                            graph(batch, type, shape, 2)
                                    .node("Gather", "y", List.of("x", "indices"), Map.of("axis", whole(axis)))
                                    .file(),
                            2,
                            3,
                            2);
                }
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.notRun()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"INT32", "INT64"})
    void gatherElementsIsComputedAsByOnnxRuntime(ElementType type) {
        RuntimeComparison comparison = new RuntimeComparison();
        for (List<Long> shape : List.of(List.of(2L, 3L, 2L), List.of(1L, 2L, 2L), List.of(2L, 1L, 1L))) {
            for (long axis = -3; axis < 3; axis++) {
                comparison.compare(
                        "axis " + axis + ", indices " + shape,
                        graph(2, type, shape, 2)
                                .node("GatherElements", "y", List.of("x", "indices"), Map.of("axis", whole(axis)))
                                .file(),
                        2,
                        3,
                        2);
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.notRun()).isZero();
    }

    @Test
    void pointsAreGatheredAsByOnnxRuntimeWithinSharedAxesToo() {
        RuntimeComparison comparison = new RuntimeComparison();
        for (long shared = 0; shared < 3; shared++) {
            for (List<Long> shape : INDEX_SHAPES) {
                comparison.compare(
                        "shared " + shared + ", indices " + shape,
                        points(shared, shape).file(),
                        2,
                        3,
                        2);
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.equal()).as(comparison.toString()).isGreaterThan(12);

        assertThatThrownBy(() -> points(1, List.of(3L, 1L)).importing().read())
                .hasMessage("test.onnx: GatherND 'y' needs indices whose first 1 axes are its data's [2, 3, 2], but got"
                        + " [3, 1]");
        assertThatThrownBy(() -> points(3, List.of(2L, 3L, 2L)).importing().read())
                .hasMessageContaining("needs 'batch_dims' from 0 to below the axes");
    }

    private static Graphs points(long shared, List<Long> shape) {
        return graph(2, ElementType.INT64, shape, 2)
                .node("GatherND", "y", List.of("x", "indices"), Map.of("batch_dims", whole(shared)));
    }

    /** Rows of a table by what the input says, as in embeddings. */
    @Test
    void computedIndicesOfBothTypesChooseRows() {
        List<String> wrong = new ArrayList<>();
        for (ElementType type : List.of(ElementType.INT32, ElementType.INT64)) {
            ModelProto file = Graphs.of(-1, 3)
                    .weight("table", 4, 2)
                    .node("Cast", "indices", List.of("x"), Map.of("to", whole(type.code())))
                    .node("Gather", "y", "table", "indices")
                    .file();
            RuntimeComparison comparison = new RuntimeComparison();
            comparison.compare(type.toString(), file, new float[] {0, 3, 1, 2, 2, 0}, 2, 3);
            wrong.addAll(comparison.different());
            wrong.addAll(comparison.refused());
            assertThat(comparison.equal()).isEqualTo(1);
        }
        assertThat(wrong).isEmpty();
    }
}
