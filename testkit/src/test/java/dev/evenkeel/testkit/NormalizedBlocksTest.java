package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;
import static dev.evenkeel.network.Layers.leakyRelu;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A product, its batch normalization and the activation behind it are worked out together where they can be: whatever is
 * shared between them, networks of such blocks train as the oracles of their layers, one after the other.
 */
class NormalizedBlocksTest {
    private static final int[] BATCHES = {7, 4, 7, 5};
    private static final double RATE = 1e-3;
    private static final double TOLERANCE = 5e-5;

    private static final Shape ROW = Shape.of(5);
    private static final Shape LINE = Shape.of(9, 3);
    private static final Shape IMAGE = Shape.of(5, 6, 2);
    private static final TrainingMode FROZEN = TrainingMode.TRAIN.withFrozenStatistics();
    private static final TrainingMode FIXED = TrainingMode.TRAIN.withFrozenParameters();

    /**
     * A network, how its layers are treated, and the sizes of its batches.
     *
     * @param treated the layer that is treated otherwise than the others
     */
    record Trial(Network network, String treated, TrainingMode trainingMode, int... batches) {
        static Trial of(Shape input, Part... parts) {
            return new Trial(Network.of(input, parts), "", TrainingMode.TRAIN, BATCHES);
        }

        Trial treated(String layer, TrainingMode other) {
            return new Trial(network, layer, other, batches);
        }

        Trial batches(int... others) {
            return new Trial(network, treated, trainingMode, others);
        }

        TrainingMode of(String layer) {
            return layer.equals(treated) ? trainingMode : TrainingMode.TRAIN;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(network.input().toString());
            network.nodes()
                    .forEach(node -> text.append(' ')
                            .append(node.layer().typeName())
                            .append(' ')
                            .append(node.layer().settings()));
            return treated.isEmpty() ? text.toString() : text + ", '" + treated + "' " + trainingMode;
        }
    }

    static List<Trial> linearBlocks() {
        List<Trial> trials = blocks(ROW, linear(6), linear(4), linear(6).withoutBias());
        trials.addAll(blocks(LINE, linear(6), linear(4), linear(6).withoutBias()));
        trials.add(Trial.of(Shape.of(37), linear(70), batchNorm(), relu(), linear(67), batchNorm(), relu())
                .batches(130, 71, 130));
        trials.add(apart(ROW, linear(5)));
        trials.add(Trial.of(ROW, linear(5), residual(linear(5), batchNorm(), relu(), linear(5), batchNorm()), relu()));
        return trials;
    }

    static List<Trial> convolutionBlocks() {
        List<Trial> trials = blocks(
                LINE,
                conv(6, 3),
                conv(4, 3).stride(2).padding(1),
                conv(6, 3).withoutBias().padding(1));
        trials.addAll(blocks(
                IMAGE,
                conv(6, 3).padding(1),
                conv(4, 3).stride(2).same(),
                conv(6, 3).withoutBias().same()));
        trials.addAll(List.of(
                Trial.of(IMAGE, conv(6, 1), batchNorm(), relu(), conv(6, 3).groups(3), batchNorm(), relu()),
                Trial.of(
                        IMAGE,
                        conv(4, 2).groups(2),
                        batchNorm(),
                        relu(),
                        conv(4, 3).groups(4).same(),
                        batchNorm()),
                Trial.of(
                        IMAGE,
                        convTranspose(4, 3).stride(2),
                        batchNorm(),
                        relu(),
                        conv(3, 3).stride(2),
                        batchNorm()),
                Trial.of(Shape.of(3, 4, 3, 2), conv(5, 2), batchNorm(), relu(), conv(4, 2), batchNorm(), relu()),
                Trial.of(
                        Shape.of(5, 4, 3),
                        conv(70, 3).padding(1),
                        batchNorm(),
                        relu(),
                        conv(67, 1),
                        batchNorm(),
                        relu()),
                Trial.of(
                                Shape.of(9, 11, 3),
                                conv(17, 3).padding(1),
                                batchNorm(),
                                relu(),
                                conv(5, 3),
                                batchNorm(),
                                relu())
                        .batches(33, 18),
                Trial.of(
                        IMAGE,
                        conv(2, 3).same(),
                        residual(
                                conv(2, 3).same(),
                                batchNorm(),
                                relu(),
                                conv(2, 3).same(),
                                batchNorm()),
                        relu()),
                apart(IMAGE, conv(2, 3).same())));
        return trials;
    }

    /** Two blocks, with everything that a normalization may be told. */
    private static List<Trial> blocks(Shape input, Layer first, Layer second, Layer unbiased) {
        BatchNorm norm = batchNorm();
        return new ArrayList<>(List.of(
                two(input, first, second, norm),
                two(input, unbiased, second, norm),
                two(input, first, unbiased, norm),
                two(input, first, second, norm.ghostSize(2)),
                two(input, unbiased, second, norm.ghostSize(3)),
                two(input, first, second, norm.withoutAffine().epsilon(0.1f)),
                two(input, first, second, norm.cumulative()),
                two(input, first, second, norm.frozenStatistics()),
                two(input, first, second, norm).treated("1", FROZEN),
                two(input, first, second, norm).treated("4", FROZEN),
                two(input, first, second, norm)
                        .treated("1", TrainingMode.TRAIN.withSource(TrainingMode.Source.RUNNING)),
                two(input, first, second, norm).treated("1", TrainingMode.TRAIN.withUpdate(TrainingMode.Update.KEEP)),
                two(input, first, second, norm).treated("0", FIXED),
                two(input, first, second, norm).treated("1", FIXED),
                two(input, first, second, norm).treated("3", FIXED),
                Trial.of(input, first, norm, second, norm),
                Trial.of(input, first, relu(), norm, second, relu()),
                Trial.of(input, first, norm, leakyRelu(0.2), second, norm, leakyRelu(0.2))));
    }

    private static Trial two(Shape input, Layer first, Layer second, BatchNorm norm) {
        return Trial.of(input, first, norm, relu(), second, norm, relu());
    }

    /** What stands between product, normalization and activation is read elsewhere too. */
    private static Trial apart(Shape input, Layer product) {
        Network network = Network.builder(input)
                .add("product", product)
                .add("norm", batchNorm())
                .add("relu", relu())
                .add("sum", add(), List.of("product", "norm", "relu"))
                .build();
        return new Trial(network, "", TrainingMode.TRAIN, BATCHES);
    }

    @ParameterizedTest
    @MethodSource("linearBlocks")
    void linearLayersWithTheirNormalizationTrainAsTheirFormulas(Trial trial) {
        assertTrainsAsItsFormulas(trial);
    }

    @ParameterizedTest
    @MethodSource("convolutionBlocks")
    void convolutionsWithTheirNormalizationTrainAsTheirFormulas(Trial trial) {
        assertTrainsAsItsFormulas(trial);
    }

    /** The variance would be lost in the rounding of squares, and the running mean is far from that of the batch. */
    @ParameterizedTest
    @MethodSource("biasedBlocks")
    void aMeanThousandsOfDeviationsFromZeroCostsFewDigits(Trial trial) {
        Model model = SampleModels.of(trial.network());
        Tensor far = Tensor.filled(model.tensor("0.bias").shape(), 20_000);
        assertTrainsAsItsFormulas(trial, model.with(Map.of("0.bias", far), Map.of()), 5e-3);
    }

    static List<Trial> biasedBlocks() {
        return List.of(
                Trial.of(ROW, linear(6), batchNorm(), relu()).batches(150, 7),
                Trial.of(LINE, conv(6, 3).padding(1), batchNorm(), relu()).batches(20, 7),
                Trial.of(IMAGE, conv(70, 3), batchNorm()).batches(20, 7),
                Trial.of(IMAGE, conv(6, 3), batchNorm().ghostSize(5), relu()).batches(20, 7));
    }

    private static void assertTrainsAsItsFormulas(Trial trial) {
        assertTrainsAsItsFormulas(trial, SampleModels.of(trial.network()), TOLERANCE);
    }

    private static void assertTrainsAsItsFormulas(Trial trial, Model model, double tolerance) {
        train(trial, model, tolerance, new Compute(ScalarKernels.kernels(), Team.alone()));
        try (Team team = Team.of(2)) {
            train(trial, model, tolerance, new Compute(PreferredKernels.kernels(), team));
        }
    }

    private static void train(Trial trial, Model model, double tolerance, Compute compute) {
        OracleNetwork oracle = new OracleNetwork(model, trial::of);
        TrainingProgram program = Compiler.compile(trial.network(), most(trial.batches()), compute, 3, trial::of);
        program.restore(model::tensor, model::sampleCounts);
        for (int step = 0; step < trial.batches().length; step++) {
            int examples = trial.batches()[step];
            double[] x = input(oracle, trial.network().input(), examples, step, tolerance / 5);
            for (int index = 0; index < x.length; index++) {
                program.input().values()[index] = (float) x[index];
            }
            program.begin();
            program.forward(examples, step, Step.Purpose.LEARN);
            int length = examples * trial.network().output().size();
            Near.assertNear("outputs of step " + step, outputs(program, length), oracle.train(x, examples), tolerance);
            double[] dy = gaussian("output gradient", step, length);
            for (int index = 0; index < length; index++) {
                program.outputGradient()[index] = (float) dy[index];
            }
            program.backward();
            oracle.backward(dy);
            assertGradients(program, oracle, step, tolerance);
            program.commit();
            oracle.step(RATE);
            assertStatistics(program, oracle, step, tolerance);
        }
        assertPredictsAsItsFormulas(program, oracle, tolerance);
    }

    private static void assertGradients(TrainingProgram program, OracleNetwork oracle, int step, double tolerance) {
        for (ParameterSlot slot : program.parameters()) {
            if (slot.needsGradient()) {
                String what = "gradient of " + slot.name() + " in step " + step;
                Near.assertNear(what, slot.gradient(), oracle.gradient(slot.name()), tolerance);
                for (int index = 0; index < slot.values().length; index++) {
                    slot.next()[index] = (float) (slot.values()[index] - RATE * slot.gradient()[index]);
                }
                slot.commit();
            }
        }
    }

    private static void assertStatistics(TrainingProgram program, OracleNetwork oracle, int step, double tolerance) {
        for (StatisticSlot slot : program.statistics()) {
            String what = slot.name() + " after step " + step;
            Near.assertNear(what, slot.values(), oracle.tensor(slot.name()), tolerance);
            assertThat(slot.updates()).as(what).isEqualTo(oracle.updates(slot.layer()));
            assertThat(slot.count()).as(what).isEqualTo(oracle.count(slot.layer()));
        }
    }

    private static void assertPredictsAsItsFormulas(TrainingProgram program, OracleNetwork oracle, double tolerance) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, SampleCounts> sampleCounts = new HashMap<>();
        program.parameters()
                .forEach(slot ->
                        tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values())));
        for (StatisticSlot slot : program.statistics()) {
            tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values()));
            sampleCounts.put(slot.layer(), SampleCounts.of(slot.updates(), slot.count()));
        }
        Model trained = SampleModels.of(program.network()).with(tensors, sampleCounts);
        double[] x = gaussian("prediction", 0, 3 * program.network().input().size());
        float[] inputs = new float[x.length];
        for (int index = 0; index < x.length; index++) {
            inputs[index] = (float) x[index];
        }
        float[] outputs = new float[3 * program.network().output().size()];
        trained.freeze().predict(inputs, 3, outputs);
        Near.assertNear("predictions", outputs, oracle.infer(x, 3), tolerance);
    }

    /** The first of a row of batches that brings no activation so near to its kink that rounding could cross it. */
    private static double[] input(OracleNetwork oracle, Shape input, int examples, int step, double rounding) {
        for (int attempt = 0; attempt < 100; attempt++) {
            double[] x = gaussian("batch " + attempt, step, examples * input.size());
            oracle.train(x, examples);
            if (oracle.nearestToAKink() > rounding) {
                return x;
            }
        }
        throw new AssertionError("Every batch came near a kink");
    }

    private static double[] outputs(TrainingProgram program, int length) {
        return LayerHarness.doubles(program.output().values(), length);
    }

    /** Values that float holds exactly. */
    private static double[] gaussian(String purpose, int step, int length) {
        Randomness random = Randomness.of(23, purpose, step);
        double[] values = new double[length];
        for (int index = 0; index < length; index++) {
            values[index] = (float) random.nextGaussian();
        }
        return values;
    }

    private static int most(int... batches) {
        int most = 0;
        for (int examples : batches) {
            most = Math.max(most, examples);
        }
        return most;
    }
}
