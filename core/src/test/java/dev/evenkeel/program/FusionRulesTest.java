package dev.evenkeel.program;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.reshape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each rule may change: each network is trained as it is, and with a layer between that does nothing but part the two. */
class FusionRulesTest {
    private static final Shape INPUT = Shape.of(6, 6, 3);

    @Test
    void aReluInTheSameSweepChangesNoBit() {
        assertThat(FusionRules.relu(conv(4, 3, 3), relu())).isTrue();
        same(List.of(conv(4, 3, 3)), List.of(relu(), flatten(), linear(3)));
        same(List.of(batchNorm().ghostSize(4)), List.of(relu(), flatten(), linear(3)));
    }

    @Test
    void outputsThatAreReadRowByRowChangeTheLastBitsAtMost() {
        assertThat(FusionRules.streams(batchNorm(), conv(4, 3, 3))).isTrue();
        assertThat(FusionRules.streams(batchNorm(), maxPool(2, 2))).isTrue();
        near(List.of(batchNorm()), List.of(conv(4, 3, 3), flatten(), linear(3)));
        near(List.of(batchNorm()), List.of(maxPool(2, 2), flatten(), linear(3)));
    }

    @Test
    void momentsAndGradientsThatAreHandedOnChangeTheLastBitsAtMost() {
        assertThat(FusionRules.handsMoments(conv(4, 3, 3), batchNorm(), TrainingMode.TRAIN))
                .isTrue();
        assertThat(FusionRules.handsGradientRows(conv(4, 3, 3), batchNorm())).isTrue();
        near(List.of(conv(4, 3, 3)), List.of(batchNorm(), relu(), flatten(), linear(3)));
        near(List.of(flatten(), linear(7)), List.of(batchNorm(), relu(), linear(3)));
    }

    private static void same(List<Layer> first, List<Layer> then) {
        Model joined = trained(first, List.of(), then);
        Model parted = trained(first, List.of(reshapeOf(first)), then);
        assertThat(parted.tensors()).isEqualTo(joined.tensors());
    }

    private static void near(List<Layer> first, List<Layer> then) {
        Model joined = trained(first, List.of(), then);
        Model parted = trained(first, List.of(reshapeOf(first)), then);
        parted.tensors()
                .forEach((name, tensor) -> assertThat(joined.tensor(name).toArray())
                        .as(name)
                        .usingComparatorWithPrecision(1e-5f)
                        .containsExactly(tensor.toArray()));
    }

    /** A layer that leaves every value where it is. */
    private static Layer reshapeOf(List<Layer> first) {
        return reshape(network(first, List.of(), List.of()).output().toArray());
    }

    private static Network network(List<Layer> first, List<Layer> between, List<Layer> then) {
        Network.Builder builder = Network.builder(INPUT);
        for (int index = 0; index < first.size(); index++) {
            builder.add("first" + index, first.get(index));
        }
        for (Layer layer : between) {
            builder.add("between", layer);
        }
        for (int index = 0; index < then.size(); index++) {
            builder.add("then" + index, then.get(index));
        }
        return builder.build();
    }

    private static Model trained(List<Layer> first, List<Layer> between, List<Layer> then) {
        return Trainer.of(network(first, between, then))
                .batchSize(8)
                .epochs(1)
                .seed(3)
                .threads(2)
                .fit(data());
    }

    private static Dataset data() {
        Randomness randomness = new Randomness(5);
        float[][] inputs = new float[24][INPUT.size()];
        int[] classes = new int[inputs.length];
        for (int example = 0; example < inputs.length; example++) {
            for (int index = 0; index < INPUT.size(); index++) {
                inputs[example][index] = (float) randomness.nextGaussian();
            }
            classes[example] = example % 3;
        }
        return Datasets.of(INPUT, inputs, classes, Target.classes(3));
    }
}
