package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.text;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools with every combination of their attributes, beside ONNX Runtime. */
class PoolingSweepTest {
    /** How positions are added before and behind. */
    private static final List<Map<String, AttributeProto>> PADDINGS = List.of(
            Map.of(),
            Map.of("pads", wholes(1L, 0L)),
            Map.of("pads", wholes(0L, 1L)),
            Map.of("pads", wholes(1L, 1L)),
            Map.of("pads", wholes(2L, 1L)),
            Map.of("auto_pad", text("VALID")),
            Map.of("auto_pad", text("SAME_UPPER")),
            Map.of("auto_pad", text("SAME_LOWER")));

    @ParameterizedTest
    @ValueSource(strings = {"AveragePool", "MaxPool"})
    void everyCombinationIsComputedAsByOnnxRuntime(String operator) {
        RuntimeComparison comparison = new RuntimeComparison();
        for (Map<String, AttributeProto> attributes : combinations(operator)) {
            for (long extent : new long[] {7, 8}) {
                comparison.compare(
                        title(operator, attributes) + " over " + extent,
                        Graphs.of(-1, 2, extent)
                                .operatorSet(22)
                                .node(operator, "y", List.of("x"), attributes)
                                .file(),
                        2,
                        2,
                        extent);
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).allSatisfy(reason -> assertThat(reason).contains("padding alone"));
        assertThat(comparison.equal()).as(comparison.toString()).isGreaterThan(300);
    }

    /** ONNX Runtime leaves dilation out of account where it pads by itself, against the specification: not compared. */
    private static List<Map<String, AttributeProto>> combinations(String operator) {
        List<Map<String, AttributeProto>> combinations = new ArrayList<>();
        for (Map<String, AttributeProto> padding : PADDINGS) {
            boolean same = padding.toString().contains("SAME");
            for (long bits = 0; bits < (operator.equals("AveragePool") ? 4 : 2); bits++) {
                for (long kernel = 1; kernel <= 3; kernel++) {
                    for (long stride = 1; stride <= 3; stride++) {
                        for (long dilation = 1; dilation <= (same ? 1 : 2); dilation++) {
                            Map<String, AttributeProto> attributes = new LinkedHashMap<>(padding);
                            attributes.put("kernel_shape", wholes(kernel));
                            attributes.put("strides", wholes(stride));
                            attributes.put("dilations", wholes(dilation));
                            attributes.put("ceil_mode", whole(bits & 1));
                            if (operator.equals("AveragePool")) {
                                attributes.put("count_include_pad", whole(bits >> 1));
                            }
                            combinations.add(attributes);
                        }
                    }
                }
            }
        }
        return combinations;
    }

    private static String title(String operator, Map<String, AttributeProto> attributes) {
        return operator + attributes.toString().replaceAll("[A-Z][a-z]+\\[values?=([^=]*?)\\](?=[,}])", "$1");
    }
}
