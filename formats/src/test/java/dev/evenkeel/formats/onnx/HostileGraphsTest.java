package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.NetworkJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that would take a walk along each path through them, or a call for each of their nodes, forever. */
@Timeout(value = 40, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileGraphsTest {
    private static final int REUSED = 60;
    private static final int LONG = 6_000;
    private static final int SMALL_STACK = 1 << 18;

    /** {@code steps} nodes that each read the value before twice. */
    private static String doubled(Graphs graph, String operator, String from, int steps) {
        String at = from;
        for (int step = 0; step < steps; step++) {
            String next = operator + step;
            graph.node(operator, next, at, at);
            at = next;
        }
        return at;
    }

    /** Ends in what each pattern of layers is looked for from. */
    private static Model ended(Graphs graph, String value) {
        return graph.tensor("half", new float[] {0.5f})
                .tensor("one", new float[] {1})
                .node("Softmax", "shares", List.of(value), Map.of("axis", Graphs.whole(-1)))
                .node("MatMul", "attended", "shares", "x")
                .node("Erf", "erf", value)
                .node("Add", "bent", "erf", "one")
                .node("Mul", "product", value, "bent")
                .node("Mul", "scaled", "product", "half")
                .node("Tanh", "tanh", value)
                .node("Add", "bent2", "tanh", "one")
                .node("Mul", "product2", value, "bent2")
                .node("Div", "quotient", "scaled", value)
                .node("Add", "sum", "quotient", "product2")
                .node("Add", "y", "sum", "attended")
                .importing()
                .read()
                .model();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Add", "Mul", "Sub", "Div", "Max"})
    void valuesThatAreReadTwiceAtEachStepAreReadAtOnce(String operator) {
        Graphs graph = Graphs.of(-1, 2, 3, 3);
        Model model = ended(graph, doubled(graph, operator, "x", REUSED));
        assertThat(model.network().nodes()).hasSizeGreaterThan(REUSED);
        isUsed(model);
    }

    @Test
    void laddersAreReadAtOnce() {
        Graphs graph = Graphs.of(-1, 2, 3, 3);
        String at = "x";
        for (int step = 0; step < REUSED; step++) {
            graph.node("Relu", "a" + step, at)
                    .node("Tanh", "b" + step, at)
                    .node("Add", "s" + step, "a" + step, "b" + step);
            at = "s" + step;
        }
        Model model = ended(graph, at);
        isUsed(model);
    }

    private static void isUsed(Model model) {
        float[] input = new float[18];
        assertThat(Audit.of(model).findings()).isNotNull();
        assertThat(model.freeze().predict(input))
                .hasSameSizeAs(model.freezeUnfolded().predict(input));
    }

    /** Zeros for each example, put together and cut apart again. */
    @Test
    void zerosThatAreReadTwiceAtEachStepAreReadAtOnce() {
        Graphs graph = Graphs.of(-1, 2, 3, 3)
                .tensor("zero", new float[] {0}, 1, 1, 1, 1)
                .longs("from", 0)
                .longs("to", 3)
                .longs("axis", 3)
                .longs("rest", 2, 3, 3)
                .longs("first", 0)
                .longs("second", 1)
                .node("Shape", "shape", "x")
                .node("Slice", "n", "shape", "first", "second", "first")
                .node("Concat", "extents", List.of("n", "rest"), Map.of("axis", Graphs.whole(0)))
                .node("Expand", "z", "zero", "extents");
        String at = "z";
        for (int step = 0; step < REUSED; step++) {
            graph.node("Concat", "c" + step, List.of(at, at), Map.of("axis", Graphs.whole(3)))
                    .node("Slice", "z" + step, "c" + step, "from", "to", "axis");
            at = "z" + step;
        }
        graph.node("Add", "scores", "x", at);
        isUsed(ended(graph, "scores"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Relu", "Add", "Mul", "Div", "Reshape"})
    void longChainsNeedNoCallForEachNode(String operator, @TempDir Path folder) throws InterruptedException {
        Graphs graph = Graphs.of(-1, 2, 3, 3)
                .weight("weight", 2, 2, 1, 1)
                .weight("bias", 2)
                .tensor("number", new float[] {1.0001f})
                .longs("flat", -1, 18)
                .longs("image", -1, 2, 3, 3)
                .node("Conv", "Conv0", "x", "weight", "bias");
        String at = "Conv0";
        for (int step = 0; step < LONG; step++) {
            String next = operator + step;
            switch (operator) {
                case "Relu" -> graph.node(operator, next, at);
                case "Reshape" -> graph.node(operator, next, at, step % 2 == 0 ? "flat" : "image");
                default -> graph.node(operator, next, at, "number");
            }
            at = next;
        }
        String last = at;
        withSmallStack(() -> {
            Model model = ended(graph, last);
            assertThat(model.network().nodes()).hasSizeGreaterThan(LONG);
            isUsed(model);
            Onnx.write(model, folder.resolve("model.onnx"));
        });
    }

    /** A node may become several layers. */
    @Test
    void moreLayersThanAFileOfANetworkHasAreRefused() {
        int nodes = NetworkJson.MAX_LAYERS / 2 + 1;
        Graphs graph = Graphs.of(-1, 2);
        String at = "x";
        for (int step = 0; step < nodes; step++) {
            graph.tensor("c" + step, new float[] {1, 2}, 2).node("Add", "s" + step, at, "c" + step);
            at = "s" + step;
        }
        assertThatThrownBy(() -> graph.importing().read())
                .isInstanceOf(OnnxException.class)
                .hasMessage("test.onnx: The graph becomes " + 2 * nodes + " layers, but a network has at most "
                        + NetworkJson.MAX_LAYERS);
    }

    private static void withSmallStack(Runnable work) throws InterruptedException {
        AtomicReference<Optional<Throwable>> problem = new AtomicReference<>(Optional.empty());
        Thread thread = new Thread(null, work, "small stack", SMALL_STACK);
        thread.setUncaughtExceptionHandler((of, thrown) -> problem.set(Optional.of(thrown)));
        thread.start();
        thread.join();
        assertThat(problem.get()).isEmpty();
    }
}
