package dev.evenkeel.arithmetic;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = value}, the same for every example: a layer without inputs, added with an empty list of them. {@code value}
 * is a parameter that learns from 0, {@code dvalue = sum dy} over the batch, or a statistic that keeps what a model gives.
 *
 * @param shape of the value and of one example's output; nothing of it is empty
 * @param learning whether the value learns
 */
public record Constant(Shape shape, Learning learning) implements Layer {
    /** The name of the tensor within the layer. */
    public static final String VALUE = "value";

    /** Whether the value learns. */
    public enum Learning {
        /** A parameter, from 0. */
        LEARNED,
        /** A statistic that nothing changes; 0 unless a model gives other values. */
        FIXED
    }

    public Constant {
        if (shape.rank() == 0 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "constant needs a shape of at least one axis and no empty axis, but got " + shape);
        }
    }

    /** Reads {@code shape} and {@code learning}: {@code learned} or {@code fixed}. */
    public static Constant read(Settings settings) {
        return new Constant(Shape.of(settings.integers("shape")), settings.choice("learning", Learning.LEARNED));
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of().with("shape", JsonArray.ofNumbers(shape.toArray()));
        return learning == Learning.LEARNED ? settings : settings.with("learning", Settings.wordOf(learning));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (!inputs.isEmpty()) {
            throw new EvenkeelException("reads nothing, but " + inputs.size()
                    + (inputs.size() == 1 ? " input is" : " inputs are")
                    + " connected to it. Give it an empty list of inputs");
        }
        return shape;
    }

    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        return learning == Learning.LEARNED
                ? List.of(new Parameter(VALUE, shape, Parameter.Role.BIAS, Initializer.constant(0)))
                : List.of();
    }

    @Override
    public List<Statistic> statistics(List<Shape> inputs) {
        return learning == Learning.FIXED ? List.of(Statistic.given(VALUE, shape, 0)) : List.of();
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return learning == Learning.LEARNED ? new LearningPass(context) : new FixedPass(context);
    }

    /** @throws EvenkeelException if a value is not finite */
    @Override
    public Operation inference(InferenceContext context) {
        float[] value = context.tensor(VALUE).toArray();
        if (!ScalarKernels.kernels().elements().allFinite(value, 0, value.length)) {
            throw new EvenkeelException("constant '" + context.name()
                    + "' needs finite values, but some are infinite or" + " not a number. Give it others");
        }
        return new Repeated("constant " + shape, value);
    }

    /** Copies the value to the examples {@code [from, to)}. */
    private static void repeat(float[] value, float[] y, int from, int to) {
        for (int example = from; example < to; example++) {
            System.arraycopy(value, 0, y, example * value.length, value.length);
        }
    }

    private record Repeated(String describe, float[] value) implements Operation {
        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            return examples -> repeat(value, output.values(), 0, examples);
        }
    }

    private record FixedPass(TrainingContext context) implements TrainingPass {
        @Override
        public void forward(Step step) {
            repeat(context.statistic(VALUE).values(), context.output().values(), 0, step.examples());
        }

        @Override
        public void backward(Step step) {}
    }

    private static final class LearningPass implements TrainingPass {
        private final TrainingContext context;
        private final Variable value;
        private final ColumnReduction reduction;
        private final int grain;
        private final Team.RangeTask forward = this::forward;

        LearningPass(TrainingContext context) {
            this.context = context;
            value = context.parameter(VALUE);
            int size = context.output().shape().size();
            reduction = new ColumnReduction(context.compute(), context.batchSize(), size);
            grain = Grain.rows(size);
        }

        @Override
        public void forward(Step step) {
            context.compute().team().run(step.examples(), grain, forward);
        }

        private void forward(int from, int to) {
            repeat(value.values(), context.output().values(), from, to);
        }

        @Override
        public void backward(Step step) {
            if (value.needsGradient()) {
                reduction.addSums(context.outputGradient(), 0, step.examples(), value.gradient());
            }
        }
    }
}
