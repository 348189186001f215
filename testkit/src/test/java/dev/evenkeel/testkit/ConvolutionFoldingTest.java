package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.averagePool;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.concatenate;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.identityShortcut;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static dev.evenkeel.network.Layers.spatialDropout;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.network.Layers.upsample;
import static dev.evenkeel.network.Layers.zeroPad;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.FoldReport.Outcome;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That a frozen network with folded normalizations is the network, and which are folded into convolutions. */
class ConvolutionFoldingTest {
    private static final int EXAMPLES = 65;
    private static final double FOLDED = 1e-5;
    private static final double FORMULA = 2e-5;

    private static final Shape LINE = Shape.of(7, 4);
    private static final Shape IMAGE = Shape.of(5, 6, 4);
    private static final Shape VOLUME = Shape.of(3, 4, 3, 2);
    private static final Padding BEHIND = Padding.of(Extents.of(0), Extents.of(1));

    static Stream<Arguments> products() {
        return Stream.of(
                Arguments.of(Shape.of(5), linear(7)),
                Arguments.of(LINE, linear(7).withoutBias()),
                Arguments.of(LINE, conv(6, 3)),
                Arguments.of(IMAGE, conv(6, 3).padding(1)),
                Arguments.of(IMAGE, conv(6, 3).same().withoutBias()),
                Arguments.of(IMAGE, conv(6, 1).stride(2)),
                Arguments.of(IMAGE, conv(6, 2, 3).dilation(2, 1).padding(BEHIND)),
                Arguments.of(IMAGE, conv(70, 3)),
                Arguments.of(IMAGE, conv(6, 3).groups(2)),
                Arguments.of(IMAGE, conv(8, 3).groups(4).padding(1).withoutBias()),
                Arguments.of(VOLUME, conv(5, 2)),
                Arguments.of(LINE, convTranspose(6, 3).stride(2)),
                Arguments.of(IMAGE, convTranspose(6, 3).stride(2).padding(1).outputPadding(1)),
                Arguments.of(IMAGE, convTranspose(6, 2).withoutBias()),
                Arguments.of(IMAGE, convTranspose(6, 3).groups(2)),
                Arguments.of(VOLUME, convTranspose(4, 2).groups(2).withoutBias()));
    }

    @ParameterizedTest
    @MethodSource("products")
    void aBatchNormBehindAProductIsFoldedIntoIt(Shape input, Layer product) {
        Model model = SampleModels.of(Network.of(input, product, batchNorm(), relu()));
        FoldReport.Entry entry = entry(model, "1");
        assertThat(entry.outcome()).isEqualTo(Outcome.FOLDED);
        assertThat(entry.explanation()).contains(product.typeName(), "'0' before it");
        assertThat(entry.bound()).isBetween(1e-8, 1e-3);
        assertFoldingChangesNothing(model);
    }

    @ParameterizedTest
    @MethodSource("products")
    void aGammaOfZeroLeavesBeta(Shape input, Layer product) {
        Model model = SampleModels.of(Network.of(input, product, batchNorm()));
        Tensor beta = model.tensor("1.bias");
        model = model.with(Map.of("1.weight", Tensor.filled(beta.shape(), 0)), Map.of());
        assertThat(entry(model, "1").outcome()).isEqualTo(Outcome.FOLDED);
        assertFoldingChangesNothing(model);
        float[] outputs = predict(model.freeze());
        for (int index = 0; index < outputs.length; index++) {
            assertThat(outputs[index]).isEqualTo(beta.at(index % beta.shape().size()));
        }
    }

    static Stream<Arguments> paddedConvolutions() {
        return Stream.of(
                Arguments.of(LINE, conv(3, 3).padding(1)),
                Arguments.of(IMAGE, conv(3, 3).padding(1)),
                Arguments.of(IMAGE, conv(3, 3).same()),
                Arguments.of(IMAGE, conv(3, 2).padding(BEHIND)),
                Arguments.of(IMAGE, conv(3, 3).padding(1, 0)),
                Arguments.of(IMAGE, conv(4, 3).padding(1).groups(2)),
                Arguments.of(VOLUME, conv(3, 2).same()));
    }

    /** The padding is 0, not what the normalization makes of 0. */
    @ParameterizedTest
    @MethodSource("paddedConvolutions")
    void aBatchNormIsNotFoldedIntoAPaddedConvolutionBehindIt(Shape input, Layer padded) {
        Model model = SampleModels.of(Network.of(input, relu(), batchNorm(), padded));
        FoldReport.Entry entry = entry(model, "1");
        assertThat(entry.outcome()).isEqualTo(Outcome.UNFOLDED);
        assertThat(entry.explanation()).contains("relu '0'").contains("padding");
        assertFoldingChangesNothing(model);
    }

    static Stream<Arguments> unpaddedConvolutions() {
        return Stream.of(
                Arguments.of(LINE, conv(3, 3)),
                Arguments.of(LINE, conv(3, 1).withoutBias()),
                Arguments.of(IMAGE, conv(3, 3)),
                Arguments.of(IMAGE, conv(70, 2, 3).withoutBias()),
                Arguments.of(VOLUME, conv(3, 2)));
    }

    @ParameterizedTest
    @MethodSource("unpaddedConvolutions")
    void aBatchNormIsFoldedIntoAnUnpaddedConvolutionBehindIt(Shape input, Layer unpadded) {
        Model model = SampleModels.of(Network.of(input, relu(), batchNorm(), unpadded));
        FoldReport.Entry entry = entry(model, "1");
        assertThat(entry.outcome()).isEqualTo(Outcome.FOLDED);
        assertThat(entry.explanation()).contains("conv", "'2' behind it");
        assertThat(entry.bound()).isBetween(1e-8, 1e-3);
        assertFoldingChangesNothing(model);
    }

    /** Whether or not it is folded. */
    static List<Network> networks() {
        return List.of(
                Network.of(IMAGE, relu(), batchNorm(), conv(4, 3).stride(2)),
                Network.of(IMAGE, relu(), batchNorm(), conv(4, 2).dilation(2)),
                Network.of(IMAGE, relu(), batchNorm(), conv(6, 3).groups(2)),
                Network.of(IMAGE, relu(), batchNorm(), conv(4, 3).groups(4).padding(1)),
                Network.of(IMAGE, relu(), batchNorm(), convTranspose(4, 3).stride(2)),
                Network.of(IMAGE, relu(), batchNorm(), convTranspose(4, 1)),
                Network.of(IMAGE, relu(), batchNorm(), zeroPad(1), conv(4, 3)),
                Network.of(IMAGE, relu(), batchNorm(), maxPool(2), conv(4, 2)),
                Network.of(IMAGE, relu(), batchNorm(), averagePool(3).padding(1), conv(4, 2)),
                Network.of(IMAGE, relu(), batchNorm(), identityShortcut(2, 6), conv(4, 2)),
                Network.of(IMAGE, relu(), batchNorm(), upsample(2), conv(4, 2)),
                Network.of(IMAGE, relu(), batchNorm(), globalAveragePool(), linear(3)),
                Network.of(IMAGE, relu(), batchNorm(), flatten(), linear(3)),
                Network.of(IMAGE, conv(4, 3), flatten(), batchNorm(), linear(3)),
                Network.of(IMAGE, conv(4, 3), maxPool(2), batchNorm(), relu()),
                Network.of(IMAGE, conv(4, 3), averagePool(2).padding(1), batchNorm(), relu()),
                Network.of(IMAGE, conv(4, 3), zeroPad(1), batchNorm(), relu()),
                Network.of(IMAGE, conv(4, 3), spatialDropout(0.3), batchNorm(), relu()),
                Network.of(IMAGE, conv(4, 3), relu(), batchNorm(), conv(4, 3).padding(1), batchNorm(), relu()),
                Network.of(IMAGE, standardize(), conv(4, 3).padding(1), batchNorm(), relu()),
                Network.of(IMAGE, standardize(), conv(4, 3), batchNorm(), relu()),
                Network.of(
                        IMAGE,
                        conv(4, 3).padding(1),
                        batchNorm(),
                        residual(
                                conv(4, 3).padding(1).withoutBias(),
                                batchNorm(),
                                relu(),
                                conv(4, 3).same(),
                                batchNorm()),
                        relu(),
                        globalAveragePool(),
                        linear(3)),
                Network.builder(IMAGE)
                        .add("left", conv(4, 3).padding(1))
                        .add("norm", batchNorm())
                        .add("both", concatenate(), List.of("norm", "left"))
                        .add("next", batchNorm())
                        .add("last", conv(3, 2))
                        .build(),
                Network.builder(IMAGE)
                        .add("left", conv(4, 3).padding(1))
                        .add("norm", batchNorm())
                        .add("sum", add(), List.of("norm", Network.INPUT))
                        .add("last", conv(3, 2))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aFrozenNetworkIsItsFormulas(Network network) {
        assertFoldingChangesNothing(SampleModels.of(network));
    }

    @Test
    void aReluBehindAFoldedConvolutionIsFused() {
        Model model = SampleModels.of(Network.of(IMAGE, conv(4, 3).padding(1), batchNorm(), relu(), flatten()));
        assertThat(entry(model, "2").outcome()).isEqualTo(Outcome.FUSED);
        assertFoldingChangesNothing(model);
    }

    private static FoldReport.Entry entry(Model model, String layer) {
        return model.freeze().folding().entries().stream()
                .filter(entry -> entry.layer().equals(layer))
                .findFirst()
                .orElseThrow();
    }

    private static void assertFoldingChangesNothing(Model model) {
        Predictor folded = model.freeze();
        float[] plain = predict(model.freezeUnfolded());
        Near.assertNear("folded", predict(folded), LayerHarness.doubles(plain, plain.length), FOLDED);
        OracleNetwork oracle = new OracleNetwork(model, layer -> TrainingMode.TRAIN);
        float[] inputs = inputs(folded);
        double[] expected = oracle.infer(LayerHarness.doubles(inputs, inputs.length), EXAMPLES);
        Near.assertNear("predictions", predict(folded), expected, FORMULA);
        FoldReport measured = model.freeze(dataset(model)).folding();
        assertThat(measured.difference().relative()).isLessThan(FOLDED);
        assertEveryFoldIsMeasuredWithinItsBounds(measured);
    }

    private static void assertEveryFoldIsMeasuredWithinItsBounds(FoldReport report) {
        assertThat(report.holds()).isTrue();
        for (FoldReport.Entry entry : report.entries()) {
            entry.error().ifPresent(error -> {
                assertThat(error.measured()).hasSize(error.channels());
                assertThat(error.examples()).isEqualTo(EXAMPLES);
            });
        }
    }

    private static Dataset dataset(Model model) {
        Shape shape = model.network().input();
        float[] values = SampleModels.gaussian("examples", shape.prepend(EXAMPLES));
        List<Example> examples = new ArrayList<>();
        for (int at = 0; at < values.length; at += shape.size()) {
            examples.add(Example.of(Arrays.copyOfRange(values, at, at + shape.size()), 0));
        }
        return Datasets.of(shape, Target.values(1), examples);
    }

    private static float[] predict(Predictor predictor) {
        float[] outputs = new float[EXAMPLES * predictor.output().size()];
        predictor.predict(inputs(predictor), EXAMPLES, outputs);
        return outputs;
    }

    private static float[] inputs(Predictor predictor) {
        return SampleModels.gaussian("examples", predictor.input().prepend(EXAMPLES));
    }
}
