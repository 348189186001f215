package dev.evenkeel.arithmetic;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code y = f(x_1, ..., x_n)} over some axes of an example, which stay with extent 1: {@code [height, width, channels] ->
 * [1, 1, channels]} over the axes 0 and 1. {@link Operator} has the formulas; sums are taken in double, in the order in
 * which the values lie. Padded positions of a mask count like others.
 *
 * @param operator f
 * @param axes of an example, the batch left out; a negative one counts from the last, which is -1
 */
public record Reduce(Operator operator, List<Integer> axes) implements UnaryLayer {
    private static final List<Integer> LAST = List.of(-1);

    /** What is computed of n values. */
    public enum Operator {
        /** {@code sum x / n}. */
        MEAN,
        /** {@code sum x}. */
        SUM,
        /** The largest; several equal ones share its gradient evenly. */
        MAX,
        /** The smallest; several equal ones share its gradient evenly. */
        MIN,
        /** The product. */
        PRODUCT,
        /** {@code sum |x|}. */
        L1,
        /** {@code sqrt(sum x^2)}; gradient 0 where it is 0. */
        L2,
        /** {@code log(sum x)}. */
        LOG_SUM,
        /** {@code log(sum e^x)}, shifted by the largest. */
        LOG_SUM_EXP,
        /** {@code sum x^2}. */
        SUM_SQUARE
    }

    public Reduce {
        axes = List.copyOf(axes);
        if (axes.isEmpty()) {
            throw new IllegalArgumentException("reduce needs one axis or more, but got none");
        }
    }

    /** Reads {@code operator}, else {@code mean}, and {@code axes}, else the last. */
    public static Reduce read(Settings settings) {
        return new Reduce(settings.choice("operator", Operator.MEAN), settings.integers("axes", LAST));
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of()
                .with("operator", Settings.wordOf(operator))
                .with(
                        "axes",
                        JsonArray.ofNumbers(
                                axes.stream().mapToInt(Integer::intValue).toArray()));
    }

    @Override
    public Shape outputShape(Shape input) {
        int[] extents = input.toArray();
        Set<Integer> reduced = new HashSet<>();
        for (int axis : axes) {
            int counted = axis < 0 ? axis + input.rank() : axis;
            if (counted < 0 || counted >= input.rank() || !reduced.add(counted)) {
                throw new EvenkeelException("needs different axes that its input has, but its input " + input + " has "
                        + input.rank() + ", and it reduces the axes " + axes);
            }
            extents[counted] = 1;
        }
        return Shape.of(extents);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        ReducedSets sets = sets(context.inputShape());
        float[] x = context.input().values();
        return new LoopPass(
                context,
                sets.count(),
                Grain.rows(sets.members().length),
                (from, to) -> sets.compute(x, context.output().values(), from, to),
                (from, to) -> sets.differentiate(x, context.outputGradient(), context.inputGradient(0), from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Reduced(sets(context.inputShape()));
    }

    private ReducedSets sets(Shape input) {
        return ReducedSets.of(operator, input, outputShape(input));
    }

    private record Reduced(ReducedSets sets) implements Operation {
        @Override
        public String describe() {
            return sets.describe();
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            Activations input = inputs[0];
            return examples -> sets.compute(input.values(), output.values(), 0, examples * sets.count());
        }
    }
}
