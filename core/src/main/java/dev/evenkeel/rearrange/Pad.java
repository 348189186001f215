package dev.evenkeel.rearrange;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Positions around each example along every axis, channels too; {@link dev.evenkeel.spatial.ZeroPad} leaves those out.
 *
 * @param before how many positions before each axis
 * @param after how many behind each axis
 * @param mode what stands there
 * @param value what stands there in mode {@link Mode#CONSTANT}; 0 in all others
 */
@CheckReturnValue
public record Pad(List<Integer> before, List<Integer> after, Mode mode, float value) implements Rearrangement {
    /** What stands around an example; for {@code a b c} and two positions before it. */
    public enum Mode {
        /** One value: {@code 0 0 a b c}. */
        CONSTANT,
        /** The value at the edge: {@code a a a b c}. */
        EDGE,
        /** The example mirrored at its edge: {@code c b a b c}. */
        REFLECT,
        /** The example from its other end: {@code b c a b c}. */
        WRAP;

        /** The position that stands at {@code place}, counted from the example's first; negative for none. */
        private int position(long place, int extent) {
            return switch (this) {
                case CONSTANT -> place < extent ? (int) Math.max(-1, place) : -1;
                case EDGE -> (int) Math.max(0, Math.min(place, extent - 1));
                case REFLECT -> mirrored(place, Math.max(1, 2 * (extent - 1L)));
                case WRAP -> (int) Math.floorMod(place, (long) extent);
            };
        }

        private static int mirrored(long place, long period) {
            long forth = Math.floorMod(place, period);
            return (int) Math.min(forth, period - forth);
        }
    }

    public Pad {
        before = List.copyOf(before);
        after = List.copyOf(after);
        if (before.size() != after.size()
                || before.stream().anyMatch(positions -> positions < 0)
                || after.stream().anyMatch(positions -> positions < 0)) {
            throw new IllegalArgumentException("pad needs 0 positions or more before and behind each axis, but got "
                    + before + " and " + after + "; slice takes positions away");
        }
        if (!Float.isFinite(value) || (mode != Mode.CONSTANT && value != 0)) {
            throw new IllegalArgumentException(
                    "pad needs a finite value, and in modes other than constant none, but got " + value + " for mode "
                            + Settings.wordOf(mode));
        }
    }

    /** So many positions before and behind each axis, filled with 0. */
    public static Pad of(int... positions) {
        List<Integer> both = Arrays.stream(positions).boxed().toList();
        return new Pad(both, both, Mode.CONSTANT, 0);
    }

    /** Other numbers behind each axis. */
    public Pad after(int... positions) {
        return new Pad(before, Arrays.stream(positions).boxed().toList(), mode, value);
    }

    /** Something else in place of 0. */
    public Pad mode(Mode other) {
        return new Pad(before, after, other, value);
    }

    /** Another value in place of 0. */
    public Pad value(float other) {
        return new Pad(before, after, mode, other);
    }

    /**
     * Reads {@code before}, {@code after}, which is as before if absent, {@code mode} ({@code constant}, {@code edge},
     * {@code reflect} or {@code wrap}) and {@code value}.
     */
    public static Pad read(Settings settings) {
        List<Integer> before = settings.integers("before");
        return new Pad(
                before,
                settings.find("after").isPresent() ? settings.integers("after") : before,
                settings.choice("mode", Mode.CONSTANT),
                settings.number("value", 0));
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of()
                .with("before", JsonArray.ofNumbers(before))
                .with("after", JsonArray.ofNumbers(after))
                .with("mode", Settings.wordOf(mode))
                .with("value", value);
    }

    @Override
    public float fill() {
        return value;
    }

    @Override
    public boolean followsTime(Shape input) {
        return Rearrangement.super.followsTime(input) && (mode == Mode.CONSTANT || after.get(0) == 0);
    }

    @Override
    public List<OutputAxis> axes(Shape input) {
        if (input.rank() != before.size()) {
            throw new EvenkeelException("needs an input of " + before.size() + " axes for its positions " + before
                    + " before them, but its input " + input + " has " + input.rank());
        }
        List<OutputAxis> axes = new ArrayList<>();
        for (int axis = 0; axis < input.rank(); axis++) {
            int own = input.extent(axis);
            int first = before.get(axis);
            int extent = Math.addExact(Math.addExact(first, own), after.get(axis));
            axes.add(OutputAxis.reading(input, axis, extent, place -> mode.position((long) place - first, own)));
        }
        return axes;
    }
}
