package dev.evenkeel.arithmetic;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = f(x, z)}, element by element, of two inputs whose shapes are aligned at their last axes; an extent of 1, or an
 * axis that one lacks, repeats: {@code [height, width, c]} and {@code [c]} give {@code [height, width, c]}. {@link Operator}
 * has the formulas. The gradient of what repeats is summed in double. Sums of inputs of one shape are faster by
 * {@link dev.evenkeel.layer.core.Add}.
 *
 * @param operator f
 */
public record Combine(Operator operator) implements PlainLayer {
    /** What is computed of two values, {@code f(x, z)}. What is not a number stays so. */
    public enum Operator {
        /** {@code x + z}. */
        PLUS,
        /** {@code x - z}. */
        SUBTRACT,
        /** {@code x z}. */
        MULTIPLY,
        /** {@code x / z}. */
        DIVIDE,
        /** {@code x^z}. */
        RAISE,
        /** The larger; where they are equal each gets half of the gradient. */
        MAXIMUM,
        /** The smaller; where they are equal each gets half of the gradient. */
        MINIMUM;

        /** The word that describes it, as {@code multiply}. */
        public String typeName() {
            return Settings.wordOf(this);
        }

        /** {@code f(x, z)}. */
        public float value(float x, float z) {
            return switch (this) {
                case PLUS -> x + z;
                case SUBTRACT -> x - z;
                case MULTIPLY -> x * z;
                case DIVIDE -> x / z;
                case RAISE -> (float) StrictMath.pow(x, z);
                case MAXIMUM -> Math.max(x, z);
                case MINIMUM -> Math.min(x, z);
            };
        }

        /** The derivative by x. */
        public double derivativeByFirst(double x, double z) {
            return switch (this) {
                case PLUS, SUBTRACT -> 1;
                case MULTIPLY -> z;
                case DIVIDE -> 1 / z;
                case RAISE -> z == 0 ? 0 : z * StrictMath.pow(x, z - 1);
                case MAXIMUM -> share(x, z);
                case MINIMUM -> share(z, x);
            };
        }

        /** The derivative by z. */
        public double derivativeBySecond(double x, double z) {
            return switch (this) {
                case PLUS -> 1;
                case SUBTRACT -> -1;
                case MULTIPLY -> x;
                case DIVIDE -> -x / (z * z);
                case RAISE -> x == 0 && z >= 0 ? 0 : StrictMath.pow(x, z) * StrictMath.log(x);
                case MAXIMUM -> share(z, x);
                case MINIMUM -> share(x, z);
            };
        }

        /** The larger one's share. */
        private static double share(double own, double other) {
            return own > other ? 1 : own == other ? 0.5 : 0;
        }
    }

    @Override
    public String typeName() {
        return operator.typeName();
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (inputs.size() != 2) {
            throw new EvenkeelException("needs two inputs, but got " + inputs.size());
        }
        return Broadcast.shape(inputs.get(0), inputs.get(1))
                .orElseThrow(
                        () -> new EvenkeelException("needs inputs whose extents, from the last axis on, are equal or"
                                + " 1, but got " + inputs + ". Bring them to such shapes"));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new CombinePass(operator, context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Combined(operator);
    }

    private record Combined(Operator operator) implements Operation {
        @Override
        public boolean isPositionwise() {
            return true;
        }

        @Override
        public String describe() {
            return operator.typeName();
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            CombinedActivations operands = new CombinedActivations(operator, inputs[0], inputs[1], output);
            return examples ->
                    operands.compute(0, examples * operands.broadcast().runs());
        }
    }
}
