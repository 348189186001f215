package dev.evenkeel.formats.onnx.export;

import static dev.evenkeel.network.Layers.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.formats.onnx.OnnxImport;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.schema.OnnxCheck;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer, exported, computes in ONNX Runtime what it computes here. */
class ExportedLayersTest {
    private static final int EXAMPLES = 3;
    private static final double TOLERANCE = 1e-4;

    private static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        LayerNetworks.all().forEach((name, network) -> {
            for (int opset : new int[] {17, 21, 23}) {
                cases.add(Arguments.of(name, opset, network));
            }
        });
        return cases;
    }

    @ParameterizedTest(name = "{0}, opset {1}")
    @MethodSource("cases")
    void layersComputeTheSameInOnnxRuntime(String name, int opset, Network network) {
        Model model = SampleModel.of(network);
        isSame(OnnxExport.of(model).opset(opset).toProto(), model.freezeUnfolded());
    }

    @ParameterizedTest(name = "{0}, opset {1}")
    @MethodSource("cases")
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void foldedNetworksComputeTheSameInOnnxRuntime(String name, int opset, Network network) {
        Model model = SampleModel.of(network);
        isSame(OnnxExport.of(model).opset(opset).folded().toProto(), model.freeze());
    }

    @ParameterizedTest(name = "{0}, opset {1}")
    @MethodSource("cases")
    void theModelComesBackFromItsFile(String name, int opset, Network network) {
        Model model = SampleModel.of(network);
        byte[] file = OnnxFile.bytes(OnnxExport.of(model).opset(opset).toProto());
        Model back = ExportedModel.of(OnnxFile.parse("model.onnx", file)).orElseThrow();
        assertThat(back.network()).isEqualTo(network);
        assertThat(back.tensors()).isEqualTo(model.tensors());
    }

    /** As a file of others, without a look at our own metadata. */
    @ParameterizedTest(name = "{0}, opset {1}")
    @MethodSource("cases")
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void theGraphAloneMeansTheSame(String name, int opset, Network network) {
        Model model = SampleModel.of(network);
        Predictor predictor = model.freezeUnfolded();
        meansTheSame(OnnxExport.of(model).opset(opset).toProto(), predictor);
        meansTheSame(OnnxExport.of(model).opset(opset).folded().toProto(), predictor);
    }

    private static void meansTheSame(ModelProto exported, Predictor predictor) {
        Imported imported = OnnxImport.of("exported", exported).read();
        Predictor read = imported.model().freeze();
        float[] examples =
                SampleModel.gaussian("examples", EXAMPLES * predictor.input().size(), 1);
        float[] expected = new float[EXAMPLES * predictor.output().size()];
        predictor.predict(examples, EXAMPLES, expected);
        float[] outputs = new float[expected.length];
        float[] given = LiveRuntime.toFile(exported.graph().inputs().get(0), predictor.input(), examples);
        read.predict(imported.input().toNetwork(given), EXAMPLES, outputs);
        float[] came = imported.output().toFile(outputs);
        isNear(LiveRuntime.fromFile(exported.graph().outputs().get(0), predictor.output(), came), expected);
    }

    private static void isSame(ModelProto exported, Predictor predictor) {
        assertThat(OnnxCheck.problems(exported)).isEmpty();
        float[] examples =
                SampleModel.gaussian("examples", EXAMPLES * predictor.input().size(), 1);
        float[] expected = new float[EXAMPLES * predictor.output().size()];
        predictor.predict(examples, EXAMPLES, expected);
        float[] outputs = LiveRuntime.run(exported, predictor.input(), predictor.output(), examples);
        isNear(outputs, expected);
    }

    private static void isNear(float[] outputs, float[] expected) {
        double largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int index = 0; index < expected.length; index++) {
            assertThat((double) outputs[index])
                    .as("output %d", index)
                    .isCloseTo(expected[index], within(TOLERANCE * largest));
        }
    }
}
