package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.spatial.GlobalAveragePool;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * One value of each channel for all real positions of a sequence, {@code [positions, channels] -> [channels]}: their mean, their
 * maximum, or that of the last one. Padded positions never count, whatever they hold; a sequence without a real position gives
 * zeros. Backward: {@code dx = dy / count} at each real position, or {@code dy} at the one position that was chosen, the first of
 * equal maxima; a value that is not a number is the maximum.
 *
 * @param kind what is taken
 */
@CheckReturnValue
public record SequencePool(Kind kind) implements UnaryLayer, MovesPositions {
    private static final GlobalAveragePool MEANS = new GlobalAveragePool();

    /** What is taken of a channel. */
    public enum Kind {
        MEAN,
        MAX,
        LAST
    }

    /** Reads {@code kind}. */
    public static SequencePool read(Settings settings) {
        return new SequencePool(settings.choice("kind", Kind.MEAN));
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of().with("kind", Settings.wordOf(kind));
    }

    @Override
    public boolean keepsPositions(List<Shape> inputs) {
        return false;
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() < 2) {
            throw new EvenkeelException("needs an input [positions, channels], but its input is " + input);
        }
        return Shape.of(input.channels());
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return kind == Kind.MEAN ? MEANS.training(context) : ofOnePosition(context);
    }

    private TrainingPass ofOnePosition(TrainingContext context) {
        return LoopPass.ofExamples(
                context,
                (from, to) -> pool(kind, context.input(), context.output().values(), from, to),
                (from, to) -> spread(context.input(), context.outputGradient(), context.inputGradient(0), from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return kind == Kind.MEAN ? MEANS.inference(context) : new Pooled(kind);
    }

    /** Pools the examples {@code [from, to)}. */
    private static void pool(Kind kind, Activations input, float[] y, int from, int to) {
        int positions = input.shape().positions();
        int channels = input.shape().channels();
        for (int example = from; example < to; example++) {
            int first = example * positions;
            int end = first + positions;
            for (int channel = 0; channel < channels; channel++) {
                y[example * channels + channel] = at(input, chosen(kind, input, first, end, channel), channel);
            }
        }
    }

    /** The row of the maximum or the last row, or -1 if there is none. */
    private static int chosen(Kind kind, Activations input, int first, int end, int channel) {
        Mask mask = input.mask();
        int best = -1;
        for (int row = mask.nextReal(first, end); row < end; row = mask.nextReal(row + 1, end)) {
            best = kind == Kind.LAST || best < 0 || isAbove(at(input, row, channel), at(input, best, channel))
                    ? row
                    : best;
        }
        return best;
    }

    /** A value that is not a number is above all that are. */
    private static boolean isAbove(float value, float best) {
        return value > best || Float.isNaN(value) && !Float.isNaN(best);
    }

    private static float at(Activations input, int row, int channel) {
        return row < 0 ? 0 : input.values()[row * input.shape().channels() + channel];
    }

    /** Hands the gradients of the examples {@code [from, to)} to the positions that made them. */
    private void spread(Activations input, float[] dy, float[] dx, int from, int to) {
        int positions = input.shape().positions();
        int channels = input.shape().channels();
        Arrays.fill(dx, from * positions * channels, to * positions * channels, 0f);
        for (int index = from * channels; index < to * channels; index++) {
            int first = index / channels * positions;
            int end = first + positions;
            int channel = index % channels;
            int row = chosen(kind, input, first, end, channel);
            if (row >= 0) {
                dx[row * channels + channel] = dy[index];
            }
        }
    }

    private record Pooled(Kind kind) implements Operation {
        @Override
        public String describe() {
            return Settings.wordOf(kind) + " of real positions";
        }

        @Override
        public boolean keepsPositions() {
            return false;
        }

        @Override
        public boolean followsLength(List<Shape> inputs) {
            return true;
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            return examples -> pool(kind, inputs[0], output.values(), 0, examples);
        }
    }
}
