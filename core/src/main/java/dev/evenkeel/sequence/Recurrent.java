package dev.evenkeel.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.operation.PositionalOperation;
import dev.evenkeel.sequence.normalized.NormalizedCell;
import dev.evenkeel.sequence.normalized.NormalizedOperation;
import dev.evenkeel.sequence.normalized.NormalizedPass;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer that passes over the positions of a sequence and carries a state from each to the next, which is 0 at first:
 * {@code [positions, channels] -> [positions, hidden * directions]}. Each direction has the parameters {@code weight_ih_l0 [gates
 * * hidden, channels]}, {@code weight_hh_l0 [gates * hidden, hidden]}, {@code bias_ih_l0} and {@code bias_hh_l0 [gates * hidden]},
 * PyTorch's names, those of the backward direction with {@code _reverse} behind; all are drawn uniformly from {@code
 * +-1/sqrt(hidden)} as PyTorch does. PyTorch's {@code num_layers} are so many of these layers behind each other, its
 * {@code dropout} a dropout between them.
 *
 * <p>With {@link CellNormalization} the cells normalise at every step. The four tensors stay, and the biases, which are 0 at first,
 * are the betas; beside them stand the gammas {@code norm_ih_l0.weight} and {@code norm_hh_l0.weight [gates * hidden]}, and an LSTM's
 * {@code norm_c_l0.weight} and {@code .bias [hidden]}. Batch normalization takes at each step the sequences that have it; a step that
 * only one has goes by the statistics of the last that two had, as constants; a batch of one sequence is refused. Its running
 * statistics {@code norm_ih_l0.running_mean} and {@code .running_var [maxSteps, gates * hidden]}, and so on, are apart for each step.
 * The last of them are those of all steps behind it too; where no training sequence was so long, {@code steps_tracked_l0} says how
 * many steps were gathered, and the last of these stands for those behind. Steps are counted in the direction's order over real
 * positions, so that padding changes nothing. Running statistics are averages of batches: recalibration cannot pool them.
 *
 * <p>A padded position is passed over: the state is carried past it, its output is 0, and what it holds never counts, not even
 * NaN. So a backward direction begins at the last real position.
 */
public sealed interface Recurrent extends UnaryLayer permits Lstm, Gru {
    /** In which order positions are passed over. */
    enum Direction {
        /** From the first to the last. */
        FORWARD,
        /** From the last to the first. */
        BACKWARD,
        /** Both, each with weights of its own; the channels of the forward direction come first. */
        BIDIRECTIONAL;

        List<Direction> each() {
            return this == BIDIRECTIONAL ? List.of(FORWARD, BACKWARD) : List.of(this);
        }

        /** What the names of one direction's parameters end with. */
        String suffix() {
            return this == BACKWARD ? "_l0_reverse" : "_l0";
        }
    }

    /** How many values a state has. */
    int hidden();

    Direction direction();

    /** What the cells normalise by. */
    CellNormalization normalization();

    /** How many gates the cell has, and so rows of weights for each value of the state. */
    int gates();

    @Override
    default Shape outputShape(Shape input) {
        if (input.rank() != 2) {
            throw new EvenkeelException("needs an input [positions, channels], but its input is " + input);
        }
        long weights = (long) gates() * hidden() * Math.max(hidden(), input.channels());
        if (weights > Integer.MAX_VALUE) {
            throw new EvenkeelException("needs weights of at most 2^31 - 1 values, but " + hidden()
                    + " hidden values and its input " + input + " make them " + weights);
        }
        return input.withChannels(hidden() * direction().each().size());
    }

    @Override
    default List<Parameter> parameters(Shape input) {
        if (normalization().isPresent()) {
            return cells().stream()
                    .flatMap(cell -> cell.parameters(input.channels()).stream())
                    .toList();
        }
        Initializer initial = Initial.UNIFORM.weight(hidden(), hidden());
        int rows = gates() * hidden();
        List<Parameter> parameters = new ArrayList<>();
        for (Direction one : direction().each()) {
            Shape inputs = Shape.of(rows, input.channels());
            Shape states = Shape.of(rows, hidden());
            Shape bias = Shape.of(rows);
            parameters.add(new Parameter("weight_ih" + one.suffix(), inputs, Parameter.Role.WEIGHT, initial));
            parameters.add(new Parameter("weight_hh" + one.suffix(), states, Parameter.Role.WEIGHT, initial));
            parameters.add(new Parameter("bias_ih" + one.suffix(), bias, Parameter.Role.BIAS, initial));
            parameters.add(new Parameter("bias_hh" + one.suffix(), bias, Parameter.Role.BIAS, initial));
        }
        return List.copyOf(parameters);
    }

    @Override
    default List<Statistic> statistics(Shape input) {
        return normalization().isPresent()
                ? cells().stream().flatMap(cell -> cell.statistics().stream()).toList()
                : List.of();
    }

    /** The directions, where the cells normalise. */
    private List<NormalizedCell> cells() {
        List<NormalizedCell> cells = new ArrayList<>();
        for (Direction one : direction().each()) {
            NormalizedCell.Order order =
                    one == Direction.BACKWARD ? NormalizedCell.Order.LAST_TO_FIRST : NormalizedCell.Order.FIRST_TO_LAST;
            cells.add(new NormalizedCell(
                    hidden(), gates(), order, cells.size() * hidden(), one.suffix(), normalization()));
        }
        return cells;
    }

    @Override
    default TrainingPass training(TrainingContext context) {
        return normalization().isPresent() ? new NormalizedPass(context, cells()) : new RecurrentPass(this, context);
    }

    @Override
    default PositionalOperation inference(InferenceContext context) {
        return normalization().isPresent()
                ? NormalizedOperation.of(RecurrentOperation.describe(this), cells(), context)
                : RecurrentOperation.of(this, context);
    }
}
