package dev.evenkeel.spatial;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Part;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows over padded sequences: each sequence as if it had been alone. */
class ConvolutionOverTimeTest {
    private static final int POSITIONS = 13;
    private static final int CHANNELS = 2;

    static Stream<List<Part>> stacks() {
        return Stream.of(
                List.of(conv(3, 3).same(), batchNorm(), relu(), conv(4, 3).same(), globalAveragePool(), linear(1)),
                List.of(
                        conv(3, 3).same(),
                        batchNorm(),
                        relu(),
                        MaxPool.of(2),
                        conv(4, 3).padding(1).stride(2),
                        batchNorm(),
                        new SequencePool(SequencePool.Kind.MAX),
                        linear(1)),
                List.of(
                        conv(3, 5).padding(2).stride(2).withoutBias(),
                        batchNorm(),
                        conv(3, 3).same(),
                        AveragePool.of(3).stride(1).padding(1),
                        ConvTranspose.of(2, 4).stride(2).padding(1),
                        batchNorm(),
                        new SequencePool(SequencePool.Kind.LAST),
                        linear(1)),
                List.of(
                        conv(3, 3).same(),
                        MaxPool.of(3).stride(1).padding(Padding.same()),
                        conv(3, 3).padding(new Padding.Explicit(Extents.of(2), Extents.of(0))),
                        new SequencePool(SequencePool.Kind.MEAN),
                        linear(1)));
    }

    private static Network network(List<Part> stack, int positions) {
        return Network.of(Shape.of(positions, CHANNELS), stack);
    }

    private static float[] values(long seed) {
        Randomness random = Randomness.of(seed, "values");
        float[] values = new float[POSITIONS * CHANNELS];
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Model fit(List<Part> stack, float padded) {
        return fit(stack, new int[] {13, 9, 7, 11, 8, 6}, padded);
    }

    private static Model fit(List<Part> stack, int[] lengths, float padded) {
        List<Example> examples = new ArrayList<>();
        for (int length : lengths) {
            float[] values = values(length);
            Arrays.fill(values, length * CHANNELS, values.length, padded);
            examples.add(new Example(values, new float[] {length}, 1, length));
        }
        Dataset data = Datasets.of(Shape.of(POSITIONS, CHANNELS), Target.values(1), examples);
        return Trainer.of(network(stack, POSITIONS))
                .loss(Losses.meanSquaredError())
                .batchSize(3)
                .epochs(2)
                .fit(data);
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void aPaddedSequenceGivesTheBitsOfANetworkOfItsOwnLength(List<Part> stack) {
        Model model = fit(stack, 0);
        Predictor predictor = model.freeze();
        for (int length = 6; length <= POSITIONS; length++) {
            float[] values = values(100 + length);
            Predictor alone = model.with(network(stack, length)).freeze();
            float[] expected = alone.predict(Arrays.copyOf(values, length * CHANNELS));
            Arrays.fill(values, length * CHANNELS, values.length, Float.NaN);
            float[] both = new float[2 * values.length];
            System.arraycopy(values, 0, both, values.length, values.length);
            Mask mask = new Mask(2, POSITIONS);
            mask.truncate(1, length);
            float[] outputs = new float[2];
            predictor.predict(both, 0, 2, outputs, 0, mask);
            assertThat(outputs[1]).as("length %d", length).isEqualTo(expected[0]);
        }
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void whatStandsInPaddingChangesNoBitOfTraining(List<Part> stack) {
        Model zeros = fit(stack, 0);
        Model other = fit(stack, 1e30f);
        zeros.tensors()
                .forEach((name, tensor) ->
                        assertThat(other.tensor(name).toArray()).as(name).isEqualTo(tensor.toArray()));
    }

    /** At the end of a sequence it would divide by positions that are there, but not the sequence's. */
    @Test
    void aMeanOfRealPositionsThatReachesOverTheEndRefusesPadding() {
        List<Part> stack =
                List.of(AveragePool.of(3).stride(1).padding(1).withoutPadding(), globalAveragePool(), linear(1));
        Predictor predictor =
                fit(stack, new int[] {POSITIONS, POSITIONS, POSITIONS}, 0).freeze();
        assertThat(predictor.predict(values(1))).hasSize(1);
        Mask mask = new Mask(1, POSITIONS);
        mask.truncate(0, 5);
        assertThatThrownBy(() -> predictor.predict(values(1), 0, 1, new float[1], 0, mask))
                .hasMessageContaining(
                        "averagePool that counts real positions alone cannot tell where padded sequences end")
                .hasMessageContaining("counting: padded");
    }

    @ParameterizedTest
    @CsvSource({"3,1,true,5,5", "3,2,true,5,3", "3,2,true,6,3", "2,2,false,5,2", "3,1,false,2,0", "3,1,false,7,5"})
    void lengthsFollowTheFormula(int kernel, int stride, boolean same, int length, int expected) {
        Conv layer = conv(2, kernel).stride(stride);
        layer = same ? layer.same() : layer;
        Shape input = Shape.of(7, 2);
        Operation.PaddingRule padding =
                MovesPositions.paddingOf(layer, List.of(input)).orElseThrow();
        Mask mask = new Mask(2, 7);
        mask.truncate(0, length);
        mask.truncate(1, 0);
        Mask output = new Mask(2, layer.outputShape(input).positions());
        padding.mark(mask, 2, output);
        assertThat(output.realRows(0, output.positions())).isEqualTo(expected);
        assertThat(output.realRows(output.positions(), 2 * output.positions())).isZero();
    }

    @Test
    void regionsOfPaddedSequencesAreRefused() {
        List<Part> stack = List.of(AdaptivePool.max(2), new SequencePool(SequencePool.Kind.MEAN), linear(1));
        assertThatThrownBy(() -> fit(stack, 0))
                .hasMessageContaining("adaptivePool cannot tell where padded sequences end")
                .hasMessageContaining("sequencePool");
    }

    @Test
    void imagesAreNoSequences() {
        assertThat(MovesPositions.paddingOf(conv(2, 3), List.of(Shape.of(5, 5, 2))))
                .isEmpty();
    }
}
