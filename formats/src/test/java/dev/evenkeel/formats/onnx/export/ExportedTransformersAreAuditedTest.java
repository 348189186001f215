package dev.evenkeel.formats.onnx.export;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.formats.onnx.OnnxImport;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of sequences hold in files of others too, where attention is many operators (opset 17) or one (23). */
class ExportedTransformersAreAuditedTest {
    private static final Shape SEQUENCE = Shape.of(5, 3);

    @ParameterizedTest
    @ValueSource(ints = {17, 23})
    void postNormIsSeen(int opset) {
        Transformer transformer = Transformer.of(2, 2, 8);
        assertThat(found(
                        "post-norm",
                        opset,
                        transformer.order(Transformer.Order.POST).classifier(SEQUENCE, 4)))
                .hasSize(3);
        assertThat(found("post-norm", opset, transformer.classifier(SEQUENCE, 4)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 23})
    void missingPositionsAreSeen(int opset) {
        assertThat(found("no-positions", opset, Network.of(SEQUENCE, linear(12), attention(2), linear(3))))
                .hasSize(1);
        assertThat(found("no-positions", opset, Transformer.of(1, 2, 8).classifier(SEQUENCE, 4)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 23})
    void statisticsOfTheFutureAreSeen(int opset) {
        Network network = Network.of(
                SEQUENCE, linear(8), batchNorm(), linear(12), attention(2).causal(), linear(3));
        assertThat(found("leaks-future", opset, network)).hasSize(1);
    }

    /** As of a file that does not say where it came from. */
    private static List<Finding> found(String rule, int opset, Network network) {
        ModelProto file = OnnxExport.of(SampleModel.of(network)).opset(opset).toProto();
        ModelProto foreign =
                new ModelProto(file.irVersion(), "another program", file.operatorSets(), file.graph(), Map.of());
        return Audit.of(OnnxImport.of("foreign.onnx", foreign).read().model()).findings().stream()
                .filter(finding -> finding.rule().id().equals(rule))
                .toList();
    }
}
