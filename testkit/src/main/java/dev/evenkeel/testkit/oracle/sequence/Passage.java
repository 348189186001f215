package dev.evenkeel.testkit.oracle.sequence;

import static java.util.Objects.requireNonNull;

import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.testkit.oracle.Given;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One example passed over in one direction, with that direction's parameters; and the gradients of all of them. */
final class Passage {
    final int hidden;
    final int channels;
    final List<Integer> rows;
    private final int firstOutput;
    private final int outputs;
    private final double[] x;
    private final double[] dx;
    private final double[] inputWeight;
    private final double[] inputBias;
    private final double[] stateWeight;
    private final double[] stateBias;
    private final double[] inputWeightGradient;
    private final double[] inputBiasGradient;
    private final double[] stateWeightGradient;
    private final double[] stateBiasGradient;

    private Passage(Given given, Recurrent layer, int example, boolean forward, Map<String, double[]> gradients) {
        hidden = layer.hidden();
        channels = given.channels();
        boolean both = layer.direction() == Recurrent.Direction.BIDIRECTIONAL;
        outputs = both ? 2 * hidden : hidden;
        firstOutput = both && !forward ? hidden : 0;
        String suffix = forward ? "_l0" : "_l0_reverse";
        x = given.input();
        dx = requireNonNull(gradients.get("x"));
        inputWeight = requireNonNull(given.parameters().get("weight_ih" + suffix));
        inputBias = requireNonNull(given.parameters().get("bias_ih" + suffix));
        stateWeight = requireNonNull(given.parameters().get("weight_hh" + suffix));
        stateBias = requireNonNull(given.parameters().get("bias_hh" + suffix));
        inputWeightGradient = requireNonNull(gradients.get("weight_ih" + suffix));
        inputBiasGradient = requireNonNull(gradients.get("bias_ih" + suffix));
        stateWeightGradient = requireNonNull(gradients.get("weight_hh" + suffix));
        stateBiasGradient = requireNonNull(gradients.get("bias_hh" + suffix));
        int positions = given.shape().positions();
        List<Integer> real = new ArrayList<>(IntStream.range(example * positions, (example + 1) * positions)
                .filter(row -> given.real()[row])
                .boxed()
                .toList());
        if (!forward) {
            Collections.reverse(real);
        }
        rows = List.copyOf(real);
    }

    /** Every example in every direction; the map collects the parameters' gradients. */
    static Map<String, double[]> each(Given given, Recurrent layer, Consumer<Passage> visit) {
        Map<String, double[]> gradients = new HashMap<>();
        given.parameters().forEach((name, values) -> gradients.put(name, new double[values.length]));
        gradients.put("x", new double[given.input().length]);
        for (int example = 0; example < given.examples(); example++) {
            if (layer.direction() != Recurrent.Direction.BACKWARD) {
                visit.accept(new Passage(given, layer, example, true, gradients));
            }
            if (layer.direction() != Recurrent.Direction.FORWARD) {
                visit.accept(new Passage(given, layer, example, false, gradients));
            }
        }
        return gradients;
    }

    /** Where value j of the output of a row is. */
    int output(int row, int j) {
        return row * outputs + firstOutput + j;
    }

    /** Value j of gate k: {@code W_ik x + b_ik}. */
    double input(int gate, int j, int row) {
        int unit = gate * hidden + j;
        double sum = inputBias[unit];
        for (int channel = 0; channel < channels; channel++) {
            sum += inputWeight[unit * channels + channel] * x[row * channels + channel];
        }
        return sum;
    }

    /** Value j of gate k: {@code W_hk h + b_hk}. */
    double state(int gate, int j, double[] h) {
        int unit = gate * hidden + j;
        double sum = stateBias[unit];
        for (int k = 0; k < hidden; k++) {
            sum += stateWeight[unit * hidden + k] * h[k];
        }
        return sum;
    }

    /** Adds what {@link #input} hands back. */
    void inputBackward(int gate, int j, int row, double gradient) {
        int unit = gate * hidden + j;
        inputBiasGradient[unit] += gradient;
        for (int channel = 0; channel < channels; channel++) {
            int weight = unit * channels + channel;
            inputWeightGradient[weight] += gradient * x[row * channels + channel];
            dx[row * channels + channel] += gradient * inputWeight[weight];
        }
    }

    /** Adds what {@link #state} hands back, to dh too. */
    void stateBackward(int gate, int j, double[] h, double[] dh, double gradient) {
        int unit = gate * hidden + j;
        stateBiasGradient[unit] += gradient;
        for (int k = 0; k < hidden; k++) {
            stateWeightGradient[unit * hidden + k] += gradient * h[k];
            dh[k] += gradient * stateWeight[unit * hidden + k];
        }
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
