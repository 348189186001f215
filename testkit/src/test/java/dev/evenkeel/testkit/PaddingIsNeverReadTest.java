package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.lstm;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.rmsNorm;
import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.ZeroPad;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands at padded positions of a network's input, no bit changes of what it computes, learns or gathers. */
class PaddingIsNeverReadTest {
    private static final int POSITIONS = 9;
    private static final Shape INPUT = Shape.of(POSITIONS, 4);
    private static final int EXAMPLES = 6;

    static Stream<Network> networks() {
        return Stream.of(
                Network.of(INPUT, linear(12), attention(2), linear(4), pool(SequencePool.Kind.MEAN), linear(3)),
                Network.of(
                        INPUT,
                        standardize(),
                        linear(12),
                        attention(2).causal().dropout(0.2),
                        pool(SequencePool.Kind.LAST),
                        linear(3)),
                Network.of(
                        INPUT,
                        lstm(5).direction(Recurrent.Direction.BIDIRECTIONAL),
                        pool(SequencePool.Kind.MAX),
                        linear(3)),
                Network.of(INPUT, gru(5), pool(SequencePool.Kind.LAST), linear(3)),
                Network.of(INPUT, conv(6, 3), relu(), conv(6, 3), globalAveragePool(), linear(3)),
                Network.of(INPUT, conv(6, 3).stride(2), relu(), globalAveragePool(), linear(3)),
                Network.of(
                        INPUT, linear(6), new Slice(0, 2, 6, 1), relu(), batchNorm(), globalAveragePool(), linear(3)),
                Network.of(INPUT, linear(6), ZeroPad.of(1), gru(4), pool(SequencePool.Kind.LAST), linear(3)),
                Network.of(INPUT, Upsample.of(2), linear(6), batchNorm(), globalAveragePool(), linear(3)),
                normalized(batchNorm()),
                normalized(batchRenorm()),
                normalized(BatchNorm.standard().ghostSize(2)),
                normalized(layerNorm()),
                normalized(rmsNorm()),
                normalized(groupNorm(2)),
                normalized(instanceNorm()),
                Transformer.of(2, 2, 8).dropout(0.1).classifier(INPUT, 3),
                Transformer.of(1, 2, 8)
                        .order(Transformer.Order.POST)
                        .normalization(batchNorm())
                        .classifier(INPUT, 3));
    }

    private static Network normalized(Layer normalization) {
        return Network.of(
                INPUT, normalization, linear(6), normalization, relu(), linear(6), globalAveragePool(), linear(3));
    }

    private static SequencePool pool(SequencePool.Kind kind) {
        return new SequencePool(kind);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void trainingAndRecalibrationReadRealPositionsAlone(Network network) {
        for (int seed = 0; seed < 6; seed++) {
            float[][] zeros = step(network, new Padded(seed, 0));
            for (float[] values : zeros) {
                for (float value : values) {
                    assertThat(value).as("seed %s", seed).isFinite();
                }
            }
            for (float padding : new float[] {Float.NaN, 1e30f, Float.NEGATIVE_INFINITY}) {
                assertThat(step(network, new Padded(seed, padding)))
                        .as("seed %s, %s at padded positions", seed, padding)
                        .isDeepEqualTo(zeros);
            }
        }
    }

    /** Outputs, gradients and statistics of a step, then those of predictors, recalibrated ones too. */
    private static float[][] step(Network network, Dataset data) {
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        TrainingProgram program = Compiler.compile(network, EXAMPLES, compute, 3, layer -> TrainingMode.TRAIN);
        Model model = SampleModels.of(network);
        program.restore(model::tensor, model::sampleCounts);
        Batch batch = new Batch(EXAMPLES, INPUT, data.target());
        batch.fill(data, new int[] {0, 1, 2, 3, 4, 5}, 0, EXAMPLES);
        program.begin();
        program.forward(batch, 5, Step.Purpose.LEARN);
        List<float[]> found = new ArrayList<>();
        found.add(program.output().values());
        for (int index = 0; index < program.outputGradient().length; index++) {
            program.outputGradient()[index] = (float) Math.sin(index);
        }
        program.backward();
        program.parameters().forEach(slot -> found.add(slot.gradient()));
        program.statistics().forEach(slot -> found.add(slot.values()));
        found.add(outputs(model.freeze(data), batch));
        if (network.nodes().stream().noneMatch(node -> node.layer() instanceof dev.evenkeel.norm.BatchRenorm)) {
            found.add(outputs(model.recalibrate(data).freeze(), batch));
        }
        return found.toArray(float[][]::new);
    }

    private static float[] outputs(Predictor predictor, Batch batch) {
        float[] outputs = new float[EXAMPLES * predictor.output().size()];
        predictor.predict(batch.inputs(), 0, EXAMPLES, outputs, 0, batch.mask());
        return outputs;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aRunEndsWithTheSameModel(Network network) {
        assertThat(tensors(network, new Padded(3, Float.NaN))).isEqualTo(tensors(network, new Padded(3, 0)));
    }

    private static String tensors(Network network, Dataset data) {
        Model model = Trainer.of(network).epochs(2).batchSize(3).threads(1).fit(data);
        StringBuilder text = new StringBuilder();
        model.tensors()
                .forEach((name, tensor) -> text.append(name).append(java.util.Arrays.toString(tensor.toArray())));
        return text.toString();
    }

    /** Sequences with padding at random places, of the first seeds at their ends, and one of nothing else. */
    private record Padded(int seed, float padding) implements Dataset {
        @Override
        public int size() {
            return EXAMPLES;
        }

        @Override
        public Shape inputShape() {
            return INPUT;
        }

        @Override
        public Target target() {
            return new Target.Classes(List.of("a", "b", "c"));
        }

        @Override
        public void read(int index, Batch batch, int row) {
            Randomness randomness = Randomness.of(seed, "example", index);
            int length = index == 1 && seed != 3 ? 0 : index == 2 ? POSITIONS : 1 + randomness.nextInt(POSITIONS);
            for (int position = 0; position < POSITIONS; position++) {
                boolean real = seed % 2 == 0 ? position < length : index != 1 && randomness.nextInt(3) > 0;
                real |= seed == 3 && position == 4;
                for (int channel = 0; channel < INPUT.channels(); channel++) {
                    float value = (float) randomness.nextGaussian();
                    batch.inputs()[batch.inputOffset(row) + position * INPUT.channels() + channel] =
                            real ? value : padding;
                }
                if (!real) {
                    batch.mask().pad(row * POSITIONS + position);
                }
            }
            batch.targets()[batch.targetOffset(row)] = index % 3;
        }
    }
}
