package dev.evenkeel.arithmetic;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.RowOperation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = x} for {@code x > 0}, else {@code weight x}: a ReLU whose slopes learn, one for all or one for each channel of
 * the last axis (He et al. 2015). {@code dweight = sum x dy} over the values that are not above 0. Parameter {@code weight}
 * {@code [slopes]}, from 0.25.
 *
 * @param slopes 1, or as many as the input has channels
 */
public record PRelu(int slopes) implements UnaryLayer {
    private static final String WEIGHT = "weight";
    private static final float USUAL_SLOPE = 0.25f;

    public PRelu {
        if (slopes < 1) {
            throw new IllegalArgumentException("prelu needs 1 slope or more, but got " + slopes);
        }
    }

    /** Reads {@code slopes}, else 1. */
    public static PRelu read(Settings settings) {
        return new PRelu(settings.integer("slopes", 1));
    }

    @Override
    public String typeName() {
        return "prelu";
    }

    @Override
    public JsonValue settings() {
        return slopes == 1 ? JsonObject.of() : JsonValue.of(slopes);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (slopes != 1 && slopes != input.channels()) {
            throw new EvenkeelException("needs " + slopes + " channels, one for each slope, but its input " + input
                    + " has " + input.channels() + " on its last axis");
        }
        return input;
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return List.of(
                new Parameter(WEIGHT, Shape.of(slopes), Parameter.Role.WEIGHT, Initializer.constant(USUAL_SLOPE)));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        float[] weight = context.tensor(WEIGHT).toArray();
        return new RowOperation(typeName(), (x, y, channels, from, to) -> apply(weight, x, y, channels, from, to));
    }

    private static void apply(float[] weight, float[] x, float[] y, int channels, int from, int to) {
        int step = weight.length == 1 ? 0 : 1;
        for (int row = from; row < to; row++) {
            for (int channel = 0; channel < channels; channel++) {
                float value = x[row * channels + channel];
                y[row * channels + channel] = value > 0 ? value : weight[channel * step] * value;
            }
        }
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final Variable weight;
        private final int channels;
        private final float[] x;
        private final float[] contributions;
        private final ColumnReduction reduction;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask backward = this::backward;

        Pass(TrainingContext context) {
            this.context = context;
            weight = context.parameter(WEIGHT);
            channels = context.inputShape().channels();
            x = context.input().values();
            contributions = new float[weight.needsGradient() ? x.length : 0];
            reduction = new ColumnReduction(context.compute(), context.output().rows(context.batchSize()), channels);
        }

        @Override
        public void forward(Step step) {
            context.compute().team().run(context.output().rows(step.examples()), Grain.rows(channels), forward);
        }

        private void forward(int from, int to) {
            apply(weight.values(), x, context.output().values(), channels, from, to);
        }

        @Override
        public void backward(Step step) {
            int rows = context.output().rows(step.examples());
            context.compute().team().run(rows, Grain.rows(channels), backward);
            if (weight.needsGradient()) {
                reduction.addSums(contributions, 0, rows, weight.gradient());
            }
        }

        private void backward(int from, int to) {
            float[] dy = context.outputGradient();
            if (weight.needsGradient()) {
                for (int index = from * channels; index < to * channels; index++) {
                    contributions[index] = x[index] > 0 ? 0 : x[index] * dy[index];
                }
            }
            if (context.needsInputGradient(0)) {
                float[] dx = context.inputGradient(0);
                float[] slopes = weight.values();
                int step = slopes.length == 1 ? 0 : 1;
                for (int row = from; row < to; row++) {
                    for (int channel = 0; channel < channels; channel++) {
                        int index = row * channels + channel;
                        dx[index] = x[index] > 0 ? dy[index] : slopes[channel * step] * dy[index];
                    }
                }
            }
        }
    }
}
