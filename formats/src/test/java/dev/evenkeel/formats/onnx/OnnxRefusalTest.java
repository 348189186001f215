package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.protobuf.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not read is told at once, for what it is, and only where it is needed. */
class OnnxRefusalTest {
    private static String refusal(Graphs graph) {
        try {
            assertThat(graph.importing().read()).isNotNull();
            return "";
        } catch (OnnxException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    @Test
    void allUnsupportedOperatorsAreToldAtOnce() {
        Graphs graph = Graphs.of(-1, 4)
                .node("RNN", "cell", "x")
                .node("RNN", "cell2", "cell")
                .node("GridSample", "grid", "cell2")
                .node("Relu", "y", "grid");
        assertThat(refusal(graph))
                .isEqualTo("test.onnx: 2 operators are not supported: RNN ('cell' and 1 more), GridSample ('grid')."
                        + " Supported ones: formats/README.md, ONNX in");
    }

    @Test
    void operatorsAndAttributesAreToldTogether() {
        Graphs graph = Graphs.of(-1, 2, 4)
                .node("RNN", "cell", "x")
                .node("MaxPool", "pool", List.of("cell"), Map.of("kernel_shape", wholes(2L), "padding", wholes(1L)))
                .node("Relu", "y", "pool");
        assertThat(refusal(graph).lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("test.onnx: RNN 'cell' is not supported"),
                        second -> assertThat(second)
                                .startsWith("MaxPool 'pool' is not supported: its attribute 'padding' is not known"));
    }

    @Test
    void aQuantisedNetworkIsToldForWhatItIs() {
        Graphs graph = Graphs.of(-1, 4)
                .tensor("scale", new float[] {0.5f}, 1)
                .node("QuantizeLinear", "q", "x", "scale")
                .node("MatMulInteger", "product", "q", "q")
                .node("DequantizeLinear", "y", "product", "scale");
        assertThat(refusal(graph))
                .isEqualTo(
                        "test.onnx: The network is quantised (QuantizeLinear, MatMulInteger, DequantizeLinear), which is"
                                + " not supported: take the float model that it was made of");
    }

    private static Graphs twoOutputs() {
        return Graphs.of(-1, 4)
                .node("RNN", "state", "x")
                .node("Relu", "y", "x")
                .output("state")
                .output("y");
    }

    @Test
    void whatAnotherOutputNeedsIsNoHindrance() {
        assertThat(twoOutputs().importing().output("y").read().output().name()).isEqualTo("y");
        assertThatThrownBy(() -> twoOutputs().importing().output("state").read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("RNN 'state'");
    }

    @Test
    void severalOutputsAreTheUsersChoice() {
        Graphs graph = Graphs.of(-1, 4)
                .node("Relu", "a", "x")
                .node("Sigmoid", "b", "x")
                .output("a")
                .output("b");
        assertThat(refusal(graph))
                .isEqualTo(
                        "test.onnx: A network has one output, but the file has 2: a, b. Choose one: --output NAME at the"
                                + " command line, output(NAME) of OnnxImport in Java");
    }

    /** Exporters name the second outputs of these, and nobody reads them. */
    @Test
    void secondOutputsThatNobodyReadsAreNoHindrance() {
        assertThat(refusal(pooled("y"))).isEmpty();
        assertThat(refusal(pooled("positions")))
                .isEqualTo("test.onnx: MaxPool 'y' is not supported: it gives the maxima, not their positions, but its"
                        + " output 'positions' is read");
        Graphs dropout = Graphs.of(-1, 4).nodeWith("Dropout", List.of("y", "mask"), List.of("x"), Map.of());
        assertThat(refusal(dropout.output("y"))).isEmpty();
        assertThat(refusal(dropout.node("Cast", "z", List.of("mask"), Map.of("to", Graphs.whole(1)))
                        .output("z")))
                .contains(
                        "Dropout 'y' is not supported: it gives the values, not the mask, but its output 'mask' is read");
    }

    private static Graphs pooled(String output) {
        return Graphs.of(-1, 2, 4)
                .nodeWith("MaxPool", List.of("y", "positions"), List.of("x"), Map.of("kernel_shape", wholes(2L)))
                .output(output);
    }

    /** Nobody looks for 2 GB of weights of a network that is not read anyway. */
    @Test
    void anUnsupportedOperatorIsToldBeforeAMissingFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        for (String operator : List.of("Attention", "MatMul")) {
            Files.write(file, outside(operator));
            assertThatThrownBy(() -> OnnxImport.of(file))
                    .hasMessageContaining(
                            operator.equals("Attention")
                                    ? "model.onnx: Attention 'y' is not supported"
                                    : "tensor 'w' has its elements in the file 'w.bin': there is no such file");
        }
    }

    /** A file whose weight {@code w} stands in {@code w.bin}, field by field. */
    private static byte[] outside(String operator) {
        WireWriter model = new WireWriter();
        model.whole(1, 8);
        model.message(7, graph -> {
            graph.message(1, node -> {
                node.text(1, "x");
                node.text(1, "w");
                node.text(2, "y");
                node.text(3, "y");
                node.text(4, operator);
            });
            graph.message(5, weight -> {
                weight.whole(1, 2);
                weight.whole(1, 2);
                weight.whole(2, 1);
                weight.text(8, "w");
                weight.message(13, entry -> {
                    entry.text(1, "location");
                    entry.text(2, "w.bin");
                });
                weight.whole(14, 1);
            });
            graph.message(11, input -> describe(input, "x"));
            graph.message(12, output -> describe(output, "y"));
        });
        model.message(8, set -> set.whole(2, 17));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            model.writeTo(bytes);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** A tensor of floats. */
    private static void describe(WireWriter value, String name) {
        value.text(1, name);
        value.message(2, type -> type.message(1, tensor -> tensor.whole(1, 1)));
    }

    @Test
    void anInputThatTheFileLeavesOutIsNamed() {
        Graphs graph = Graphs.of(-1, 2, 3)
                .weight("scale", 2)
                .weight("bias", 2)
                .node("BatchNormalization", "y", "x", "scale", "bias", "", "");
        assertThat(refusal(graph))
                .isEqualTo(
                        "test.onnx: BatchNormalization 'y' needs a running mean and a running variance as its inputs 3 and"
                                + " 4, counted from 0, but the file leaves them out: the layer kept none, as with"
                                + " track_running_stats=False. Train it with running statistics, and export it again");
        assertThat(refusal(Graphs.of(-1, 2, 3).node("Conv", "y", "x", "")))
                .isEqualTo(
                        "test.onnx: Conv 'y' needs an input 1, counted from 0, but the file leaves it out: its name is"
                                + " empty");
    }
}
