package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Graphs drawn at random are computed as ONNX Runtime computes them, or refused for a true reason. */
class RandomGraphsTest {
    /** More are run with {@code -DrandomGraphs=5000}. */
    private static final int GRAPHS = Integer.getInteger("randomGraphs", 400);

    @Test
    void graphsDrawnAtRandomAreComputedRightlyOrRefused() {
        Map<String, Integer> refused = new TreeMap<>();
        int computed = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            OnnxImport reading = RandomGraphs.of(seed, 2 + seed % 6).importing();
            try {
                assertThat(reading.read()).isNotNull();
            } catch (UnsupportedOperatorException reason) {
                refused.merge(String.valueOf(reason.getMessage()).replaceAll("[0-9]+", "#"), 1, Integer::sum);
                continue;
            } catch (RuntimeException problem) {
                throw new AssertionError("seed " + seed + ": " + reading.file().graph(), problem);
            }
            try {
                RuntimeReference.assertAgrees(reading, 1, 3);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("seed " + seed + ": " + wrong.getMessage(), wrong);
            }
            computed++;
        }
        assertThat(computed).as("refused: %s", refused).isGreaterThan(GRAPHS * 7 / 10);
    }
}
