package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.gelu;
import static dev.evenkeel.network.Layers.geluTanh;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.leakyRelu;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.rmsNorm;
import static dev.evenkeel.network.Layers.sigmoid;
import static dev.evenkeel.network.Layers.silu;
import static dev.evenkeel.network.Layers.softmax;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.network.Layers.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LayersKeepTheContractTest implements OwnLayerContract {
    /** It has the weight of another layer: {@code TiedLinearTest} tests the two together. */
    private static final String ONLY_BESIDE_OTHERS = "tiedLinear";

    private static final List<Shape> RANKS =
            List.of(Shape.of(6), Shape.of(5, 6), Shape.of(3, 2, 6), Shape.of(2, 3, 2, 6));

    @Override
    public Stream<LayerCase> cases() {
        return Stream.of(elementwise(), shaped(), batches(), trainingModes(), examples())
                .flatMap(List::stream);
    }

    @Test
    void everyWordHasACaseWithAnOracle() {
        List<LayerCase> all = Stream.of(
                        this,
                        new SpatialLayersKeepTheContractTest(),
                        new ConvolutionsKeepTheContractTest(),
                        new ArithmeticLayersKeepTheContractTest(),
                        new RearrangementsKeepTheContractTest(),
                        new SequenceLayersKeepTheContractTest())
                .flatMap(LayerContract::cases)
                .toList();
        Set<String> words =
                all.stream().map(tested -> tested.layer().typeName()).collect(Collectors.toSet());
        words.add(ONLY_BESIDE_OTHERS);
        assertThat(words).isEqualTo(LayerRegistry.standard().typeNames());
        assertThat(all).allMatch(tested -> tested.oracle().isPresent());
        assertThat(all)
                .map(LayerCase::layer)
                .allSatisfy(
                        layer -> assertThat(LayerRegistry.standard().read("layer", layer.typeName(), layer.settings()))
                                .isEqualTo(layer));
    }

    private static List<LayerCase> elementwise() {
        return onRanks(
                relu(),
                leakyRelu(),
                leakyRelu(0.2),
                gelu(),
                geluTanh(),
                silu(),
                sigmoid(),
                tanh(),
                softmax(),
                dropout(0.4),
                dropout(0),
                standardize(),
                standardize(InputStandardization.Scope.WHOLE),
                standardize(new float[] {0.3f}, new float[] {0.7f}),
                standardize(new float[] {0, 1, -2, 3, 0.5f, 9}, new float[] {1, 2, 3, 0.5f, 0.1f, 7}));
    }

    private static List<LayerCase> shaped() {
        List<LayerCase> cases = new ArrayList<>(onRanks(
                linear(7),
                linear(1),
                linear(16).withoutBias(),
                linear(3).initial(Initial.HE),
                linear(3).initial(Initial.XAVIER),
                linear(3).initial(Initial.normal(0.05)),
                flatten()));
        for (Shape shape : RANKS) {
            cases.add(LayerCase.of(add(), shape, shape));
            cases.add(LayerCase.of(add(), shape, shape, shape));
        }
        cases.add(LayerCase.of(linear(5), Shape.of(5, 3)).padded());
        cases.add(LayerCase.of(linear(37), Shape.of(41)));
        return cases;
    }

    private static List<LayerCase> batches() {
        BatchRenorm atOnce = batchRenorm().ramp(0, 0, 0);
        List<LayerCase> cases = new ArrayList<>(onRanks(
                batchNorm(),
                batchNorm().epsilon(0.25f),
                batchNorm().newBatchWeight(0.5f),
                batchNorm().cumulative(),
                batchNorm().estimator(VarianceEstimator.BIASED),
                batchNorm().cumulative().estimator(VarianceEstimator.BIASED),
                batchNorm().withoutAffine(),
                batchNorm().withoutScale(),
                batchNorm().withoutBias().ghostSize(2),
                batchNorm().ghostSize(2),
                batchNorm().ghostSize(3),
                batchNorm().frozenStatistics(),
                batchRenorm(),
                atOnce,
                atOnce.limits(1.2f, 0.3f),
                atOnce.limits(1, 0),
                atOnce.withoutAffine().epsilon(0.1f).newBatchWeight(0.3f),
                atOnce.withoutScale(),
                atOnce.withoutBias(),
                batchRenorm().ramp(2, 12, 8).estimator(VarianceEstimator.BIASED),
                atOnce.cumulative()));
        cases.replaceAll(tested -> tested.inputs().get(0).positions() == 1 ? tested.fewest(2) : tested);
        for (Layer layer :
                List.of(batchNorm(), batchNorm().ghostSize(3), batchNorm().cumulative(), atOnce)) {
            cases.add(LayerCase.of(layer, Shape.of(5, 6)).padded());
            cases.add(LayerCase.of(layer, Shape.of(3, 2, 4)).padded());
            cases.add(LayerCase.of(layer, Shape.of(5, 6)).updates(0));
        }
        cases.add(LayerCase.of(batchNorm(), Shape.of(131)).fewest(3));
        return cases;
    }

    private static List<LayerCase> trainingModes() {
        TrainingMode frozen = TrainingMode.TRAIN.withFrozenStatistics();
        TrainingMode follows = TrainingMode.TRAIN.withSource(TrainingMode.Source.RUNNING);
        TrainingMode keeps = TrainingMode.TRAIN.withUpdate(TrainingMode.Update.KEEP);
        List<LayerCase> cases = new ArrayList<>();
        for (Layer layer :
                List.of(batchNorm(), batchNorm().ghostSize(2), batchRenorm().ramp(0, 0, 0))) {
            for (TrainingMode trainingMode : List.of(frozen, follows, keeps)) {
                cases.add(LayerCase.of(layer, Shape.of(5, 6)).treated(trainingMode));
                cases.add(LayerCase.of(layer, Shape.of(5, 6))
                        .treated(trainingMode)
                        .padded());
            }
            cases.add(LayerCase.of(layer, Shape.of(9)).treated(frozen));
        }
        cases.add(LayerCase.of(linear(4), Shape.of(3)).treated(TrainingMode.TRAIN.withFrozenParameters()));
        return cases;
    }

    private static List<LayerCase> examples() {
        List<LayerCase> cases = new ArrayList<>(onRanks(
                layerNorm(),
                layerNorm().epsilon(0.1f),
                layerNorm().withoutAffine(),
                layerNorm().withoutScale(),
                layerNorm().withoutBias(),
                layerNorm().overAllAxes().withoutBias(),
                layerNorm().overAllAxes(),
                layerNorm().overAllAxes().withoutAffine(),
                groupNorm(1),
                groupNorm(2).epsilon(0.1f),
                groupNorm(3).withoutAffine(),
                groupNorm(3).withoutScale(),
                groupNorm(3).withoutBias(),
                rmsNorm(),
                rmsNorm().epsilon(0.1f).withoutAffine()));
        for (Shape shape : RANKS.subList(1, RANKS.size())) {
            cases.add(LayerCase.of(groupNorm(6), shape).refuses(Shape.of(6), "2 values or more per group"));
            cases.add(LayerCase.of(instanceNorm(), shape).refuses(Shape.of(6), "2 positions or more"));
            cases.add(LayerCase.of(instanceNorm().withAffine().epsilon(0.1f), shape));
            cases.add(LayerCase.of(instanceNorm().withAffine().withoutScale(), shape));
            cases.add(LayerCase.of(instanceNorm().withAffine().withoutBias(), shape));
        }
        cases.add(LayerCase.of(groupNorm(4), Shape.of(3, 8)).refuses(Shape.of(6), "4 groups", "6 on its last axis"));
        for (Layer layer : List.of(
                layerNorm(),
                rmsNorm(),
                groupNorm(1),
                groupNorm(3),
                instanceNorm().withAffine())) {
            cases.add(LayerCase.of(layer, Shape.of(5, 6)).padded());
            cases.add(LayerCase.of(layer, Shape.of(3, 2, 6)).padded());
        }
        cases.add(LayerCase.of(layerNorm(), Shape.of(131)));
        cases.add(LayerCase.of(rmsNorm(), Shape.of(131)));
        return cases;
    }

    private static List<LayerCase> onRanks(Layer... layers) {
        List<LayerCase> cases = new ArrayList<>();
        for (Layer layer : layers) {
            RANKS.forEach(shape -> cases.add(LayerCase.of(layer, shape)));
        }
        return cases;
    }
}
