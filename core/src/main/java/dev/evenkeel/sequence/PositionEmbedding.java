package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
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
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.PositionalOperation;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * {@code y[t, :] = x[t, :] + P[t, :]}: adds to each position a row that says which it is, {@code [positions, channels] -> the
 * same}. {@code P} is learned, parameter {@code weight [limit, channels]}, Gaussian with deviation 0.02 before training as GPT-2's;
 * or {@code P[t, 2j] = sin(t / 10000^(2j/channels))} and {@code P[t, 2j + 1] = cos} of the same (Vaswani et al. 2017).
 *
 * @param kind where P comes from
 * @param limit the most positions of a sequence
 */
@CheckReturnValue
public record PositionEmbedding(Kind kind, int limit) implements UnaryLayer {
    /** Where the rows come from. */
    public enum Kind {
        LEARNED,
        SINUSOIDAL
    }

    public PositionEmbedding {
        if (limit < 1) {
            throw new IllegalArgumentException("positionEmbedding needs a limit of 1 or more, but got " + limit);
        }
    }

    /** Reads {@code limit} and {@code kind}. */
    public static PositionEmbedding read(Settings settings) {
        return new PositionEmbedding(settings.choice("kind", Kind.LEARNED), settings.integer("limit"));
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of().with("limit", limit);
        return kind == Kind.LEARNED ? settings : settings.with("kind", Settings.wordOf(kind));
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() < 2 || input.positions() > limit) {
            throw new EvenkeelException("needs an input [positions, channels] of at most " + limit
                    + " positions, its limit, but its input is " + input);
        }
        return input;
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return kind == Kind.SINUSOIDAL
                ? List.of()
                : List.of(new Parameter(
                        "weight", Shape.of(limit, input.channels()), Parameter.Role.WEIGHT, Initializer.normal(0.02f)));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(this, context);
    }

    @Override
    public PositionalOperation inference(InferenceContext context) {
        int channels = context.inputShape().channels();
        return new Added(
                kind == Kind.LEARNED
                        ? context.tensor("weight").toArray()
                        : sinusoids(context.inputShape().positions(), channels));
    }

    /** The rows of {@link Kind#SINUSOIDAL}, one for each position up to the limit. */
    public float[] sinusoids(int channels) {
        return sinusoids(limit, channels);
    }

    private static float[] sinusoids(int positions, int channels) {
        float[] rows = new float[Math.multiplyExact(positions, channels)];
        for (int index = 0; index < rows.length; index++) {
            int position = index / channels;
            int channel = index % channels;
            double angle = position / Math.pow(10_000, (double) (channel / 2 * 2) / channels);
            rows[index] = (float) (channel % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
        }
        return rows;
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final Kernels kernels;
        private final boolean learned;
        private final float[] sinusoids;
        private final int positions;
        private final int channels;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask sum = this::sum;
        private int examples;

        Pass(PositionEmbedding layer, TrainingContext context) {
            this.context = context;
            kernels = context.compute().kernels();
            positions = context.inputShape().positions();
            channels = context.inputShape().channels();
            learned = layer.kind == Kind.LEARNED;
            sinusoids = learned ? new float[0] : sinusoids(positions, channels);
        }

        @Override
        public void forward(Step step) {
            examples = step.examples();
            context.compute().team().run(examples * positions, Grain.rows(channels), forward);
        }

        @Override
        public void backward(Step step) {
            if (learned && weight().needsGradient()) {
                context.compute().team().run(positions, Grain.rows(channels * examples), sum);
            }
            if (context.needsInputGradient(0)) {
                System.arraycopy(
                        context.outputGradient(), 0, context.inputGradient(0), 0, examples * positions * channels);
            }
        }

        private Variable weight() {
            return context.parameter("weight");
        }

        private void forward(int from, int to) {
            float[] rows = learned ? weight().values() : sinusoids;
            float[] x = context.input().values();
            float[] y = context.output().values();
            for (int row = from; row < to; row++) {
                int at = row * channels;
                kernels.elements().add(x, at, rows, row % positions * channels, y, at, channels);
            }
        }

        /** Of the positions {@code [from, to)}, the gradients of all examples. */
        private void sum(int from, int to) {
            float[] gradient = weight().gradient();
            float[] dy = context.outputGradient();
            for (int position = from; position < to; position++) {
                int at = position * channels;
                for (int example = 0; example < examples; example++) {
                    int row = example * positions + position;
                    kernels.elements().add(gradient, at, dy, row * channels, gradient, at, channels);
                }
            }
        }
    }

    private record Added(float[] rows) implements PositionalOperation {
        @Override
        public String describe() {
            return "positions added";
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            return bind(compute, inputs[0], output, () -> 0);
        }

        @Override
        public Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place) {
            return bind(compute, inputs[0], output, place::position);
        }

        private Bound bind(Compute compute, Activations input, Activations output, IntSupplier first) {
            int positions = input.shape().positions();
            int channels = input.shape().channels();
            return examples -> {
                for (int row = 0; row < examples * positions; row++) {
                    int at = (first.getAsInt() + row % positions) * channels;
                    compute.kernels()
                            .elements()
                            .add(input.values(), row * channels, rows, at, output.values(), row * channels, channels);
                }
            };
        }
    }
}
