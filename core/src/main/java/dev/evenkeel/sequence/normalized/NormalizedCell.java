package dev.evenkeel.sequence.normalized;

import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Parameter.Role;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a recurrent layer that normalises in its cells.
 *
 * @param hidden how many values the state has
 * @param gates 4 of an LSTM, 3 of a GRU
 * @param order which real position comes first
 * @param firstChannel where its outputs begin
 * @param suffix what the names of its tensors end with
 * @param normalization what it normalises by
 */
public record NormalizedCell(
        int hidden, int gates, Order order, int firstChannel, String suffix, CellNormalization normalization) {
    private static final int LSTM_GATES = 4;

    /** Which real position comes first. */
    public enum Order {
        FIRST_TO_LAST,
        LAST_TO_FIRST
    }

    boolean isLstm() {
        return gates == LSTM_GATES;
    }

    boolean isOfBatch() {
        return normalization.kind() == CellNormalization.Kind.BATCH;
    }

    int gateValues() {
        return gates * hidden;
    }

    /** Where the values end that layer normalization takes together: all gates of an LSTM; of a GRU r with z, then n. */
    int[] gateGroups() {
        return isLstm() ? new int[] {gateValues()} : new int[] {2 * hidden, gateValues()};
    }

    String name(String tensor) {
        return tensor + suffix;
    }

    String norm(String which, String tensor) {
        return "norm_" + which + suffix + "." + tensor;
    }

    /** The name of the number of steps whose statistics were gathered. */
    String stepsName() {
        return "steps_tracked" + suffix;
    }

    /** What is normalised: the products of inputs and states, and an LSTM's cells. */
    List<String> norms() {
        return isLstm() ? List.of("ih", "hh", "c") : List.of("ih", "hh");
    }

    int columns(String norm) {
        return norm.equals("c") ? hidden : gateValues();
    }

    /** PyTorch's four, whose biases are the betas, and the gammas. */
    public List<Parameter> parameters(int channels) {
        Initializer uniform = Initial.UNIFORM.weight(hidden, hidden);
        Initializer gamma = Initializer.constant(normalization.initialGamma());
        Initializer zero = Initializer.constant(0);
        Shape rows = Shape.of(gateValues());
        List<Parameter> parameters = new ArrayList<>(List.of(
                new Parameter(name("weight_ih"), Shape.of(gateValues(), channels), Role.WEIGHT, uniform),
                new Parameter(name("weight_hh"), Shape.of(gateValues(), hidden), Role.WEIGHT, uniform),
                new Parameter(name("bias_ih"), rows, Role.BIAS, zero),
                new Parameter(name("bias_hh"), rows, Role.BIAS, zero)));
        for (String norm : norms()) {
            parameters.add(new Parameter(norm(norm, "weight"), Shape.of(columns(norm)), Role.NORMALIZATION, gamma));
        }
        if (isLstm()) {
            parameters.add(new Parameter(norm("c", "bias"), Shape.of(hidden), Role.NORMALIZATION, zero));
        }
        return List.copyOf(parameters);
    }

    /** Mean and variance of each step, and how many steps were gathered. */
    public List<Statistic> statistics() {
        List<Statistic> statistics = new ArrayList<>();
        for (String norm : isOfBatch() ? norms() : List.<String>of()) {
            Shape steps = Shape.of(normalization.maxSteps(), columns(norm));
            statistics.add(new Statistic(norm(norm, "running_mean"), steps, 0));
            statistics.add(new Statistic(norm(norm, "running_var"), steps, 1));
        }
        if (isOfBatch()) {
            statistics.add(new Statistic(stepsName(), Shape.of(1), 0));
        }
        return List.copyOf(statistics);
    }
}
