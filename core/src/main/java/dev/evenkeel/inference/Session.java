package dev.evenkeel.inference;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.PositionalOperation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A causal network that computes one position after the other and keeps what later positions need, as the keys and values of
 * attention: n positions cost n times one, where computing all anew costs n times as much. Its outputs are the same bits as
 * {@link Predictor#predict} gives at those positions.
 *
 * <p>All memory is taken when it is made and is bounded by {@link #limit()}. It belongs to one caller at a time, who closes it;
 * any number of sessions of one predictor work beside each other.
 */
public final class Session implements AutoCloseable {
    private final int limit;
    private final Activations input;
    private final List<Operation.Bound> operations = new ArrayList<>();
    private final Activations output;
    private int position;
    private boolean closed;

    Session(Shape wholeInput, List<OperationNode> nodes, Compute compute) {
        limit = wholeInput.rank() < 2 ? 0 : wholeInput.extent(0);
        if (limit < 1) {
            throw new EvenkeelException(
                    "A session needs a network whose input is [positions, channels], but its input is " + wholeInput);
        }
        Map<String, Activations> values = new HashMap<>();
        input = onePosition(OperationNode.INPUT, wholeInput);
        values.put(OperationNode.INPUT, input);
        PositionalOperation.Place place = new PositionalOperation.Place() {
            @Override
            public int position() {
                return position;
            }

            @Override
            public int limit() {
                return limit;
            }
        };
        Activations last = input;
        for (OperationNode node : nodes) {
            Activations[] read = new Activations[node.inputs().size()];
            for (int index = 0; index < read.length; index++) {
                Activations value = values.get(node.inputs().get(index));
                read[index] = value == null ? input : as(node.inputShapes().get(index), node.name(), value);
            }
            last = bind(node, read, compute, place);
            values.put(node.name(), last);
        }
        output = last;
    }

    private Activations bind(OperationNode node, Activations[] read, Compute compute, PositionalOperation.Place place) {
        if (node.operation() instanceof Identity) {
            return as(node.outputShape(), node.name(), read[0]);
        }
        Activations result = onePosition(node.name(), node.outputShape());
        if (node.operation() instanceof PositionalOperation positional) {
            requireOneRow(node);
            try {
                operations.add(positional.bindAt(compute, read, result, place));
            } catch (EvenkeelException unfit) {
                throw new EvenkeelException(node.title() + " " + unfit.getMessage(), unfit);
            }
        } else if (node.operation().isPositionwise() && agreeInRank(node)) {
            operations.add(node.operation().bind(compute, read, result));
        } else {
            throw new EvenkeelException(
                    "One position after the other can only be computed by layers that make each of itself and of those before, as causal"
                            + " attention, forward recurrence, linear layers and normalization of channels do, but "
                            + node.title() + " may mix them otherwise. Make it causal, or predict whole sequences");
        }
        return result;
    }

    /** What knows positions by their number sees one row for each. */
    private void requireOneRow(OperationNode node) {
        for (Shape shape : node.inputShapes()) {
            if (shape.positions() != limit) {
                throw new EvenkeelException("A session needs one row for each of its " + limit + " positions, but "
                        + node.title() + " reads " + shape + ". Make it causal, or predict whole sequences");
            }
        }
    }

    /** Inputs of other ranks are repeated along positions. */
    private static boolean agreeInRank(OperationNode node) {
        return node.inputShapes().stream()
                .allMatch(shape -> shape.rank() == node.inputShapes().get(0).rank());
    }

    private Activations as(Shape whole, String name, Activations value) {
        Shape one = one(name, whole);
        return new Activations(one, 1, value.values(), new Mask(1, one.positions()));
    }

    private Activations onePosition(String name, Shape whole) {
        Shape one = one(name, whole);
        return new Activations(one, 1, new float[one.size()], new Mask(1, one.positions()));
    }

    private Shape one(String name, Shape whole) {
        if (whole.rank() < 2 || whole.extent(0) != limit) {
            throw new EvenkeelException("A session needs values of " + limit + " positions throughout, but those of '"
                    + name + "' are " + whole + ". Make it causal, or predict whole sequences");
        }
        int[] extents = whole.toArray();
        extents[0] = 1;
        return Shape.of(extents);
    }

    /** The most positions: those of the network's input. */
    public int limit() {
        return limit;
    }

    /** How many positions were computed. */
    public int position() {
        return position;
    }

    /**
     * The network's outputs at the next position.
     *
     * @param values of the input at that position
     * @throws IllegalArgumentException if these are not as many as a position has
     * @throws EvenkeelException if the network cannot compute it, as of a token that is none; the session is closed then
     * @throws IllegalStateException if all positions were computed, or the session is closed
     */
    public float[] next(float... values) {
        if (closed || position == limit) {
            throw new IllegalStateException(
                    closed
                            ? "The session is closed: make another one"
                            : "The session has computed all " + limit
                                    + " positions of its network: make another one, which begins with the latest of them");
        }
        if (values.length != input.shape().size()) {
            throw new IllegalArgumentException(
                    "A position needs " + input.shape().size() + " values, but got " + values.length);
        }
        System.arraycopy(values, 0, input.values(), 0, values.length);
        boolean done = false;
        try {
            for (Operation.Bound operation : operations) {
                operation.run(1);
            }
            done = true;
        } finally {
            // What was kept of a position that failed half-way would be kept twice.
            closed = !done;
        }
        position++;
        return Arrays.copyOf(output.values(), output.shape().size());
    }

    /** Lets go of its memory. */
    @Override
    public void close() {
        closed = true;
        operations.clear();
    }
}
