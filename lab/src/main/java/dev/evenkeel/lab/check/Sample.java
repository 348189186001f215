package dev.evenkeel.lab.check;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.lab.experiment.Probe;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Random inputs, parameters and output gradients of a layer on {@code [examples, positions, channels]}. All are floats, so that
 * references in double read the same numbers.
 */
public record Sample(
        int examples, int positions, int channels, double[] x, double[] gamma, double[] beta, double[] dy) {
    /** The gradients of a layer with gamma and beta. */
    record Gradient(double[] dx, double[] gamma, double[] beta) {
        double[] joined() {
            return join(dx, gamma, beta);
        }
    }

    /** What the library's layer made of a sample. */
    record Outcome(double[] y, Gradient gradient) {
        double[] joined() {
            return join(y, gradient.joined());
        }
    }

    static Sample of(long seed, int examples, int positions, int channels) {
        Randomness random = Randomness.of(seed, "check");
        int size = examples * positions * channels;
        return new Sample(
                examples,
                positions,
                channels,
                gaussian(random, size, 0.5),
                gaussian(random, channels, 1),
                gaussian(random, channels, 0),
                gaussian(random, size, 0));
    }

    static double[] gaussian(Randomness random, int size, double mean) {
        double[] values = new double[size];
        Arrays.setAll(values, at -> (float) (mean + random.nextGaussian()));
        return values;
    }

    /** Runs the library's layer forward and backward, behind a linear layer that passes its input through. */
    Outcome through(Layer layer) {
        Network network = Network.of(
                Shape.of(positions, channels), Layers.linear(channels).withoutBias(), new Probe(), layer);
        TrainingProgram program = program(network, examples, Team.alone());
        passOn(program, channels);
        set(program, "2.weight", gamma);
        set(program, "2.bias", beta);
        copy(x, program.input().values());
        program.begin();
        program.forward(examples, 0, Step.Purpose.LEARN);
        copy(dy, program.outputGradient());
        program.backward();
        return new Outcome(
                doubles(program.output().values(), x.length),
                new Gradient(
                        doubles(Probe.reading(program.pass("1").orElseThrow()).gradient(), x.length),
                        gradient(program, "2.weight"),
                        gradient(program, "2.bias")));
    }

    /** Makes the first layer, linear and without bias, the identity. */
    static void passOn(TrainingProgram program, int channels) {
        float[] identity = slot(program, "0.weight").values();
        Arrays.fill(identity, 0);
        for (int channel = 0; channel < channels; channel++) {
            identity[channel * (channels + 1)] = 1;
        }
    }

    static TrainingProgram program(Network network, int batch, Team team) {
        return Compiler.compile(
                network, batch, new Compute(PreferredKernels.kernels(), team), 3, layer -> TrainingMode.TRAIN);
    }

    static ParameterSlot slot(TrainingProgram program, String name) {
        return program.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static void copy(double[] from, float[] to) {
        for (int at = 0; at < from.length; at++) {
            to[at] = (float) from[at];
        }
    }

    static double[] doubles(float[] values, int length) {
        return IntStream.range(0, length).mapToDouble(at -> values[at]).toArray();
    }

    private static double[] join(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Layers without beta, or without both, have no such slot. */
    private static void set(TrainingProgram program, String name, double[] values) {
        program.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .forEach(slot -> copy(values, slot.values()));
    }

    private static double[] gradient(TrainingProgram program, String name) {
        return program.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .map(slot -> doubles(slot.gradient(), slot.gradient().length))
                .orElse(new double[0]);
    }

    /** The largest difference as a share of the largest expected value. */
    static double deviation(double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(
                    "Only as many values can be compared, but got " + actual.length + " and " + expected.length);
        }
        double worst = 0;
        double largest = Double.MIN_NORMAL;
        for (int at = 0; at < actual.length; at++) {
            double away = Math.abs(actual[at] - expected[at]);
            worst = away > worst || Double.isNaN(away) ? away : worst;
            largest = Math.max(largest, Math.abs(expected[at]));
        }
        return worst / largest;
    }
}
