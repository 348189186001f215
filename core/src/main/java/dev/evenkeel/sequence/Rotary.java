package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.PositionalOperation;
import dev.evenkeel.tensor.Shape;

/**
 * Rotary positions (Su et al. 2021, arXiv 2104.09864; ONNX's {@code RotaryEmbedding}): at position t the pair j of channels of a
 * head turns by the angle {@code t * base^(-2j/turned)},
 *
 * <pre>{@code
 * a' = a cos - b sin
 * b' = b cos + a sin
 * }</pre>
 *
 * so that the product of a query and a key depends on how far apart they are. {@code [positions, channels] -> the same}; backward
 * turns the other way. Of packed queries, keys and values the heads of the first two are turned, and the rest stays.
 *
 * @param heads how many heads, from the first channel on, turn
 * @param width how many channels a head has
 * @param turned how many of these turn, from the first on; even
 * @param pairing which channels are a pair
 * @param base of the angles, usually 10000
 */
@CheckReturnValue
public record Rotary(int heads, int width, int turned, Pairing pairing, float base) implements UnaryLayer {
    /** Which channels of a head are a pair. */
    public enum Pairing {
        /** Channel j and channel {@code turned/2 + j}, as GPT-NeoX and Llama have it. */
        HALVES,
        /** Channels 2j and 2j + 1, as the paper has it. */
        INTERLEAVED
    }

    public Rotary {
        if (heads < 1 || width < 2 || turned < 2 || turned > width || turned % 2 != 0) {
            throw new IllegalArgumentException(
                    "rotary needs 1 head or more, and an even number of channels that turn, from 2 to the width, but got "
                            + heads + " heads of width " + width + " of which " + turned + " turn");
        }
        if (!(base > 1 && Float.isFinite(base))) {
            throw new IllegalArgumentException("rotary needs a base above 1, but got " + base);
        }
    }

    /** All channels of so many heads turn, in halves, with base 10000. */
    public static Rotary of(int heads, int width) {
        return new Rotary(heads, width, width, Pairing.HALVES, 10_000);
    }

    /** The same with another pairing. */
    public Rotary pairing(Pairing other) {
        return new Rotary(heads, width, turned, other, base);
    }

    /** Reads {@code heads}, {@code width}, {@code turned}, {@code pairing} and {@code base}. */
    public static Rotary read(Settings settings) {
        int width = settings.integer("width");
        return new Rotary(
                settings.integer("heads"),
                width,
                settings.integer("turned", width),
                settings.choice("pairing", Pairing.HALVES),
                settings.number("base", 10_000));
    }

    /** The cosines of the angles at positions from 0 on, {@code [positions, turned / 2]}. */
    public float[] cosines(int positions) {
        float[] cosines = new float[positions * (turned / 2)];
        for (int index = 0; index < cosines.length; index++) {
            cosines[index] = (float) StrictMath.cos(angle(index));
        }
        return cosines;
    }

    /** The sines of the same angles. */
    public float[] sines(int positions) {
        float[] sines = new float[positions * (turned / 2)];
        for (int index = 0; index < sines.length; index++) {
            sines[index] = (float) StrictMath.sin(angle(index));
        }
        return sines;
    }

    private double angle(int index) {
        int pairs = turned / 2;
        int position = index / pairs;
        return position * Math.pow(base, -2.0 * (index % pairs) / turned);
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of().with("heads", heads).with("width", width);
        settings = turned == width ? settings : settings.with("turned", turned);
        settings = pairing == Pairing.HALVES ? settings : settings.with("pairing", Settings.wordOf(pairing));
        return base == 10_000 ? settings : settings.with("base", base);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() < 2 || input.channels() < (long) heads * width) {
            throw new EvenkeelException("needs an input [positions, channels] of at least " + (long) heads * width
                    + " channels, " + heads + " heads of " + width + ", but its input is " + input);
        }
        return input;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        int channels = context.inputShape().channels();
        Turns turns = new Turns(this, context.inputShape().positions());
        float[] x = context.input().values();
        float[] y = context.output().values();
        return LoopPass.ofRows(
                context,
                (from, to) -> turns.turnRows(x, y, from, to, channels, 1),
                (from, to) ->
                        turns.turnRows(context.outputGradient(), context.inputGradient(0), from, to, channels, -1));
    }

    @Override
    public PositionalOperation inference(InferenceContext context) {
        return new Turned(this);
    }

    /** The cosines and sines of all positions. */
    private static final class Turns {
        private final Rotary rotary;
        private final int positions;
        private final float[] cosines;
        private final float[] sines;

        Turns(Rotary rotary, int positions) {
            this.rotary = rotary;
            this.positions = positions;
            cosines = rotary.cosines(positions);
            sines = rotary.sines(positions);
        }

        /** Turns the rows {@code [from, to)} of examples that have all positions. */
        void turnRows(float[] x, float[] y, int from, int to, int channels, float direction) {
            for (int row = from; row < to; row++) {
                turn(x, y, row * channels, channels, row % positions, direction);
            }
        }

        /** Turns the row of {@code channels} values at {@code at}, which stands at {@code position}; -1 turns back. */
        void turn(float[] x, float[] y, int at, int channels, int position, float direction) {
            System.arraycopy(x, at, y, at, channels);
            int pairs = rotary.turned / 2;
            boolean halves = rotary.pairing == Pairing.HALVES;
            int second = halves ? pairs : 1;
            int step = halves ? 1 : 2;
            for (int head = 0; head < rotary.heads; head++) {
                int start = at + head * rotary.width;
                for (int pair = 0; pair < pairs; pair++) {
                    int index = start + pair * step;
                    float cosine = cosines[position * pairs + pair];
                    float sine = direction * sines[position * pairs + pair];
                    float a = x[index];
                    float b = x[index + second];
                    y[index] = a * cosine - b * sine;
                    y[index + second] = b * cosine + a * sine;
                }
            }
        }
    }

    private record Turned(Rotary rotary) implements PositionalOperation {
        @Override
        public String describe() {
            return "rotary, " + rotary.heads + " heads of " + rotary.width;
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            return bind(inputs[0], output, () -> 0, inputs[0].shape().positions());
        }

        @Override
        public Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place) {
            return bind(inputs[0], output, place::position, place.limit());
        }

        private Bound bind(Activations input, Activations output, java.util.function.IntSupplier first, int limit) {
            Turns turns = new Turns(rotary, limit);
            int positions = input.shape().positions();
            int channels = input.shape().channels();
            return examples -> {
                for (int row = 0; row < examples * positions; row++) {
                    int position = first.getAsInt() + row % positions;
                    turns.turn(input.values(), output.values(), row * channels, channels, position, 1);
                }
            };
        }
    }
}
