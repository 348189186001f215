package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.embedding;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.lstm;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.reshape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch of short sequences learns the same in a program of fewer positions, up to the rounding of longer sums. */
class ShorterProgramTest {
    private static final int POSITIONS = 23;
    private static final int SHORT = 7;
    private static final int EXAMPLES = 5;
    private static final Shape INPUT = Shape.of(POSITIONS, 1);

    static Stream<Network> networks() {
        return Stream.of(
                Network.of(
                        INPUT,
                        linear(12),
                        new PositionEmbedding(PositionEmbedding.Kind.LEARNED, POSITIONS),
                        attention(2),
                        linear(4),
                        new SequencePool(SequencePool.Kind.MEAN),
                        linear(3)),
                Network.of(
                        INPUT,
                        embedding(4, 6),
                        reshape(POSITIONS, 6),
                        lstm(5).direction(Recurrent.Direction.BIDIRECTIONAL),
                        gru(4),
                        new SequencePool(SequencePool.Kind.LAST),
                        linear(3)),
                Network.of(
                        INPUT,
                        linear(6),
                        batchNorm(),
                        relu(),
                        linear(6),
                        groupNorm(2),
                        linear(6),
                        relu(),
                        globalAveragePool(),
                        linear(3)),
                Transformer.of(2, 2, 8).classifier(INPUT, 3));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aCutBatchLearnsWhatThePaddedOneDoes(Network network) {
        assertThat(SampleModels.of(network).followsLength()).isTrue();
        TrainingProgram whole = program(network);
        List<float[]> padded = step(whole, whole);
        TrainingProgram other = program(network);
        List<float[]> cut = step(other, other.shortened(SHORT));
        assertThat(cut.get(0)).as("outputs").isEqualTo(padded.get(0));
        for (int index = 1; index < cut.size(); index++) {
            double largest = 0;
            for (float value : padded.get(index)) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int place = 0; place < cut.get(index).length; place++) {
                assertThat((double) cut.get(index)[place])
                        .isCloseTo(padded.get(index)[place], within(2e-6 * (1 + largest)));
            }
        }
    }

    @Test
    void whatIsBoundToTheLengthIsNotCut() {
        assertThat(SampleModels.of(Network.of(INPUT, linear(3), flatten(), linear(2)))
                        .followsLength())
                .isFalse();
        assertThat(SampleModels.of(Network.of(INPUT, conv(3, 3).stride(2), globalAveragePool(), linear(2)))
                        .followsLength())
                .isFalse();
    }

    private static TrainingProgram program(Network network) {
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        TrainingProgram program = Compiler.compile(network, EXAMPLES, compute, 3, layer -> TrainingMode.TRAIN);
        Model model = SampleModels.of(network);
        program.restore(model::tensor, model::sampleCounts);
        return program;
    }

    /** The outputs, then all gradients and statistics, where {@code runs} computes a step of {@code whole}. */
    private static List<float[]> step(TrainingProgram whole, TrainingProgram runs) {
        Dataset data = sequences();
        Batch batch = new Batch(EXAMPLES, INPUT, data.target());
        batch.fill(data, IntStream.range(0, EXAMPLES).toArray(), 0, EXAMPLES);
        whole.begin();
        runs.forward(batch, 1, Step.Purpose.LEARN);
        float[] outputs = Arrays.copyOf(runs.output().values(), EXAMPLES * 3);
        for (int index = 0; index < outputs.length; index++) {
            runs.outputGradient()[index] = (float) Math.cos(index);
        }
        runs.backward();
        whole.commit();
        List<float[]> found = new ArrayList<>(List.of(outputs));
        whole.parameters().stream().map(ParameterSlot::gradient).forEach(found::add);
        whole.statistics().stream().map(StatisticSlot::committed).forEach(found::add);
        return found;
    }

    private static Dataset sequences() {
        Randomness randomness = Randomness.of(2, "sequences");
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < EXAMPLES; index++) {
            float[] values = new float[POSITIONS];
            for (int position = 0; position < POSITIONS; position++) {
                values[position] = randomness.nextInt(4);
            }
            examples.add(Example.of(values, index % 3).withLength(index == 0 ? SHORT : 1 + index));
        }
        return Datasets.of(INPUT, Target.classes(List.of("a", "b", "c")), examples);
    }
}
