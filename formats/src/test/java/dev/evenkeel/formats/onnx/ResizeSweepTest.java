package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.text;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images made larger or smaller by the nearest position, with every rule of coordinates and rounding, beside ONNX Runtime. */
class ResizeSweepTest {
    private static final List<String> COORDINATES =
            List.of("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners", "tf_half_pixel_for_nn");

    private static final List<String> ROUNDINGS = List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil");

    private static final float[] SCALES = {0.5f, 1.5f, 2, 3};

    private static Map<String, AttributeProto> modes(String coordinates, String rounding) {
        Map<String, AttributeProto> attributes = new LinkedHashMap<>();
        attributes.put("mode", text("nearest"));
        attributes.put("coordinate_transformation_mode", text(coordinates));
        attributes.put("nearest_mode", text(rounding));
        return attributes;
    }

    @Test
    void everyRuleIsComputedAsByOnnxRuntime() {
        RuntimeComparison comparison = new RuntimeComparison();
        for (String coordinates : COORDINATES) {
            for (String rounding : ROUNDINGS) {
                for (float scale : SCALES) {
                    comparison.compare(
                            coordinates + ", " + rounding + ", " + scale,
                            Graphs.of(-1, 2, 4, 5)
                                    .operatorSet(coordinates.startsWith("tf") ? 11 : 13)
                                    .tensor("scales", new float[] {1, 1, scale, 3 - scale / 3}, 4)
                                    .tensor("roi", new float[0], 0)
                                    .node("Resize", "y", List.of("x", "roi", "scales"), modes(coordinates, rounding))
                                    .file(),
                            2,
                            2,
                            4,
                            5);
                }
                for (long size : new long[] {1, 7}) {
                    comparison.compare(
                            coordinates + ", " + rounding + ", size " + size,
                            Graphs.of(2, 2, 4, 5)
                                    .operatorSet(coordinates.startsWith("tf") ? 11 : 13)
                                    .longs("sizes", 2, 2, size, 10)
                                    .tensor("none", new float[0], 0)
                                    .node(
                                            "Resize",
                                            "y",
                                            List.of("x", "none", "none", "sizes"),
                                            modes(coordinates, rounding))
                                    .file(),
                            2,
                            2,
                            4,
                            5);
                }
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.equal()).as(comparison.toString()).isGreaterThan(110);
    }

    @Test
    void axesMayBeNamed() {
        RuntimeReference.assertAgrees(
                Graphs.of(-1, 2, 4, 5)
                        .operatorSet(18)
                        .tensor("scales", new float[] {3, 2}, 2)
                        .node("Resize", "y", List.of("x", "", "scales"), Map.of("axes", wholes(-1L, 2L)))
                        .importing(),
                1,
                3);
    }

    @Test
    void onlyPositionsAreResized() {
        assertThatThrownBy(() -> Graphs.of(4, 2, 4, 5)
                        .longs("sizes", 4, 6, 8, 10)
                        .node("Resize", "y", List.of("x", "", "", "sizes"), Map.of())
                        .importing()
                        .read())
                .hasMessageContaining("it resizes the axes behind the channels, but got [4, 6, 8, 10]");
        assertThatThrownBy(() -> Graphs.of(-1, 2, 4, 5)
                        .longs("sizes", 1, 2, 8, 10)
                        .node("Resize", "y", List.of("x", "", "", "sizes"), Map.of())
                        .importing()
                        .read())
                .hasMessageContaining("computes across the examples of a batch");
    }

    @Test
    void whatIsNotStretchedIsRefused() {
        assertThatThrownBy(() -> Graphs.of(-1, 2, 4, 5)
                        .operatorSet(18)
                        .longs("sizes", 8, 8)
                        .node(
                                "Resize",
                                "y",
                                List.of("x", "", "", "sizes"),
                                Map.of("axes", wholes(2L, 3L), "keep_aspect_ratio_policy", text("not_larger")))
                        .importing()
                        .read())
                .hasMessageContaining("keep_aspect_ratio_policy 'stretch', but got 'not_larger'");
        assertThatThrownBy(() -> Graphs.of(-1, 2, 4, 5)
                        .tensor("scales", new float[] {1, 1, 2, 2}, 4)
                        .node(
                                "Resize",
                                "y",
                                List.of("x", "", "scales"),
                                Map.of("coordinate_transformation_mode", text("tf_crop_and_resize")))
                        .importing()
                        .read())
                .hasMessageContaining("does not take the coordinate_transformation_mode 'tf_crop_and_resize'");
    }
}
