package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.EmbeddingOperation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * {@code y[..., :] = W[x[...]]}: row x of a learned table for every index x, a whole number: {@code [batch, ...] -> [batch, ...,
 * features]}. Parameter {@code weight [entries, features]}, standard normal before training as in PyTorch if nothing else is given. Backward: {@code
 * dW[x[...]] += dy[..., :]}, in the order of the batch; indices have no gradient, so that of the input is 0.
 *
 * <p>An index that is no whole number from 0 to {@code entries - 1} is refused by name, unless negative ones are said to count from
 * the end, as ONNX's Gather has them.
 *
 * @param entries how many rows the table has; at most 2^24, as floats leave out whole numbers beyond
 * @param features how long a row is
 * @param initial the values before training
 * @param negative what an index below 0 is
 */
public record Embedding(int entries, int features, Initial initial, Negative negative) implements UnaryLayer {
    private static final int MAX_ENTRIES = 1 << 24;
    private static final Initial STANDARD_NORMAL = Initial.normal(1);

    /** What an index below 0 is. */
    public enum Negative {
        /** A mistake, as a token that is none. */
        REFUSED,
        /** A row counted from the end: -1 is the last. */
        FROM_END
    }

    public Embedding {
        if (entries < 1 || entries > MAX_ENTRIES || features < 1 || (long) entries * features > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "embedding needs 1 to 2^24 entries, 1 feature or more and at most 2^31 - 1" + " weights, but got "
                            + entries + " entries and " + features + " features");
        }
    }

    /** Standard normal before training. */
    public Embedding(int entries, int features) {
        this(entries, features, STANDARD_NORMAL, Negative.REFUSED);
    }

    /** Other values before training. */
    public Embedding initial(Initial other) {
        return new Embedding(entries, features, other, negative);
    }

    /** Negative indices count from the end. */
    public Embedding countingFromEnd() {
        return new Embedding(entries, features, initial, Negative.FROM_END);
    }

    /** Reads {@code entries}, {@code features}, {@code initial} and {@code negative}. */
    public static Embedding read(Settings settings) {
        return new Embedding(
                settings.integer("entries"),
                settings.integer("features"),
                settings.find("initial").isPresent() ? Initial.read(settings) : STANDARD_NORMAL,
                settings.choice("negative", Negative.REFUSED));
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of().with("entries", entries).with("features", features);
        if (!initial.equals(STANDARD_NORMAL)) {
            settings = settings.with("initial", initial.toJson());
        }
        return negative == Negative.REFUSED ? settings : settings.with("negative", Settings.wordOf(negative));
    }

    @Override
    public Shape outputShape(Shape input) {
        int[] extents = Arrays.copyOf(input.toArray(), input.rank() + 1);
        extents[input.rank()] = features;
        return Shape.of(extents);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return List.of(new Parameter(
                "weight", Shape.of(entries, features), Parameter.Role.WEIGHT, initial.weight(entries, features)));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(context, this);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new EmbeddingOperation(
                context.name(), context.tensor("weight"), negative == Negative.FROM_END ? entries : 0);
    }

    private static final class Pass implements TrainingPass {
        private static final int LEAST_FEATURES = 64;

        private final TrainingContext context;
        private final Kernels kernels;
        private final Variable weight;
        private final int entries;
        private final int features;
        private final int fromEnd;
        private final int[] rows;
        private final Team.RangeTask lookUp = this::lookUp;
        private final Team.RangeTask sum = this::sum;
        private int count;

        Pass(TrainingContext context, Embedding layer) {
            this.context = context;
            entries = layer.entries;
            features = layer.features;
            fromEnd = layer.negative == Negative.FROM_END ? entries : 0;
            kernels = context.compute().kernels();
            weight = context.parameter("weight");
            rows = new int[context.batchSize() * context.inputShape().size()];
        }

        @Override
        public void forward(Step step) {
            count = step.examples() * context.inputShape().size();
            float[] x = context.input().values();
            for (int at = 0; at < count; at++) {
                rows[at] = EmbeddingOperation.row(context.name(), x[at], entries, fromEnd);
            }
            context.compute().team().run(count, Grain.rows(features), lookUp);
        }

        @Override
        public void backward(Step step) {
            if (weight.needsGradient()) {
                context.compute().team().run(features, Math.max(LEAST_FEATURES, Grain.rows(count)), sum);
            }
            if (context.needsInputGradient(0)) {
                Arrays.fill(context.inputGradient(0), 0, count, 0f);
            }
        }

        private void lookUp(int from, int to) {
            float[] table = weight.values();
            float[] y = context.output().values();
            for (int at = from; at < to; at++) {
                System.arraycopy(table, rows[at] * features, y, at * features, features);
            }
        }

        /** The features {@code [from, to)} of all rows. */
        private void sum(int from, int to) {
            float[] dy = context.outputGradient();
            float[] gradient = weight.gradient();
            for (int at = 0; at < count; at++) {
                int row = rows[at] * features + from;
                kernels.elements().add(gradient, row, dy, at * features + from, gradient, row, to - from);
            }
        }
    }
}
