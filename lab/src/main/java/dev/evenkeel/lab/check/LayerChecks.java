package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.averagePool;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.elu;
import static dev.evenkeel.network.Layers.gelu;
import static dev.evenkeel.network.Layers.geluTanh;
import static dev.evenkeel.network.Layers.leakyRelu;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.sigmoid;
import static dev.evenkeel.network.Layers.silu;
import static dev.evenkeel.network.Layers.softmax;
import static dev.evenkeel.network.Layers.softplus;
import static dev.evenkeel.network.Layers.tanh;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.lab.experiment.Probe;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * S1 for the layers without statistics: their outputs, in float, against the formulas, and their gradients against central
 * differences of {@code sum(dy * y)} with random dy through the formulas, in double. Inputs are different from one another and from 0
 * by more than the differences' step, so no kink is crossed.
 */
final class LayerChecks {
    private static final double BOUND = 1e-5;
    private static final int EXAMPLES = 3;
    private static final int POSITIONS = 9;
    private static final int CHANNELS = 4;

    /** A layer and what it computes. */
    private record Pair(String name, Layer layer, Formula formula) {}

    private LayerChecks() {}

    static List<Check> all() {
        return List.of(
                        new Pair("linear", linear(5), Formula.linear(CHANNELS, 5)),
                        new Pair("conv", conv(6, 3), Formula.conv(POSITIONS, CHANNELS, 6, 3, 1, 0, 1)),
                        new Pair(
                                "conv, stride 2, padding 1, 2 groups",
                                conv(6, 3).stride(2).padding(1).groups(2),
                                Formula.conv(POSITIONS, CHANNELS, 6, 3, 2, 1, 2)),
                        new Pair("maxPool", maxPool(3), Formula.pool(POSITIONS, CHANNELS, 3, Formula.Pooling.MAXIMUM)),
                        new Pair(
                                "averagePool",
                                averagePool(3),
                                Formula.pool(POSITIONS, CHANNELS, 3, Formula.Pooling.MEAN)),
                        new Pair("softmax", softmax(), Formula.softmax(CHANNELS)),
                        new Pair("relu", relu(), Formula.elementwise(x -> Math.max(0, x))),
                        new Pair("leakyRelu", leakyRelu(0.125), Formula.elementwise(x -> x > 0 ? x : 0.125 * x)),
                        new Pair("sigmoid", sigmoid(), Formula.elementwise(x -> 1 / (1 + Math.exp(-x)))),
                        new Pair("tanh", tanh(), Formula.elementwise(Math::tanh)),
                        new Pair("silu", silu(), Formula.elementwise(x -> x / (1 + Math.exp(-x)))),
                        new Pair("gelu", gelu(), Formula.elementwise(x -> x / 2 * (1 + Formula.erf(x / Math.sqrt(2))))),
                        new Pair(
                                "geluTanh",
                                geluTanh(),
                                Formula.elementwise(x ->
                                        x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))))),
                        new Pair("elu", elu(), Formula.elementwise(x -> x > 0 ? x : Math.expm1(x))),
                        new Pair("softplus", softplus(), Formula.elementwise(x -> Math.log1p(Math.exp(x)))))
                .stream()
                .map(pair -> new Check(
                        "S1 " + pair.name + " layer",
                        "outputs of the layer = formula, gradients = central differences through it",
                        BOUND,
                        seed -> deviation(pair.layer, pair.formula, seed)))
                .toList();
    }

    static double deviation(Layer layer, Formula formula, long seed) {
        // Behind a linear layer that passes its input on, so that the layer has to compute its input's gradient.
        Network network = Network.of(
                Shape.of(POSITIONS, CHANNELS), Layers.linear(CHANNELS).withoutBias(), new Probe(), layer);
        TrainingProgram program = Sample.program(network, EXAMPLES, Team.alone());
        Sample.passOn(program, CHANNELS);
        Randomness random = Randomness.of(seed, "layer");
        double[] x = separate(random, EXAMPLES * POSITIONS * CHANNELS);
        double[] dy = Sample.gaussian(random, EXAMPLES * network.output().size(), 0);
        double[] weight = parameter(program, "2.weight", random);
        double[] bias = parameter(program, "2.bias", random);
        Sample.copy(x, program.input().values());
        program.begin();
        program.forward(EXAMPLES, 0, Step.Purpose.LEARN);
        Sample.copy(dy, program.outputGradient());
        program.backward();
        DoubleSupplier loss = () -> dot(dy, formula.apply(x, weight, bias));
        double outputs =
                Sample.deviation(Sample.doubles(program.output().values(), dy.length), formula.apply(x, weight, bias));
        double inputs = Sample.deviation(
                Sample.doubles(Probe.reading(program.pass("1").orElseThrow()).gradient(), x.length),
                CentralDifferences.of(x, loss));
        double weights = Sample.deviation(gradient(program, "2.weight", weight), CentralDifferences.of(weight, loss));
        double biases = Sample.deviation(gradient(program, "2.bias", bias), CentralDifferences.of(bias, loss));
        return Math.max(Math.max(outputs, inputs), Math.max(weights, biases));
    }

    /** Equally spaced from -2 to 2, without 0, in random order. */
    private static double[] separate(Randomness random, int count) {
        int[] ranks = IntStream.range(0, count).toArray();
        random.shuffle(ranks);
        return Arrays.stream(ranks)
                .mapToDouble(rank -> (float) (4 * (rank + 0.5) / count - 2))
                .toArray();
    }

    /** Draws the values of a parameter; none where there is no such one. */
    private static double[] parameter(TrainingProgram program, String name, Randomness random) {
        return program.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .map(slot -> drawn(slot, random))
                .orElse(new double[0]);
    }

    private static double[] drawn(ParameterSlot slot, Randomness random) {
        double[] values = Sample.gaussian(random, slot.values().length, 0);
        Sample.copy(values, slot.values());
        return values;
    }

    private static double[] gradient(TrainingProgram program, String name, double[] values) {
        return values.length == 0
                ? values
                : Sample.doubles(Sample.slot(program, name).gradient(), values.length);
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int at = 0; at < one.length; at++) {
            sum += one[at] * other[at];
        }
        return sum;
    }
}
