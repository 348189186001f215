package dev.evenkeel.spatial;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * A window that moves over the spatial axes of {@code [batch, (planes,) (height,) width, channels]}.
 *
 * @param size how many positions it covers along each axis
 * @param stride how far it moves from one output position to the next
 * @param dilation the distance of neighbouring positions of the window
 * @param padding the positions added around the input
 */
public record Window(Extents size, Extents stride, Extents dilation, Padding padding) {
    public Window {
        size.requireAtLeast(1, "size");
        stride.requireAtLeast(1, "stride");
        dilation.requireAtLeast(1, "dilation");
    }

    /** A window that moves by one position over an input without padding. */
    public static Window of(int... size) {
        return new Window(Extents.of(size), Extents.ONE, Extents.ONE, Padding.none());
    }

    @CheckReturnValue
    public Window stride(Extents newStride) {
        return new Window(size, newStride, dilation, padding);
    }

    @CheckReturnValue
    public Window dilation(Extents newDilation) {
        return new Window(size, stride, newDilation, padding);
    }

    @CheckReturnValue
    public Window padding(Padding newPadding) {
        return new Window(size, stride, dilation, newPadding);
    }

    /** Reads the size under the name {@code sizeName}, {@code stride}, {@code dilation} and {@code padding}. */
    static Window read(Settings settings, String sizeName, Extents usualStride) {
        return new Window(
                Extents.required(settings, sizeName),
                Extents.read(settings, "stride").orElse(usualStride),
                Extents.read(settings, "dilation").orElse(Extents.ONE),
                Padding.read(settings, "padding"));
    }

    /** Adds what differs from a window of this size that moves by {@code usualStride} without padding. */
    JsonObject describe(JsonObject settings, String sizeName, Extents usualStride) {
        JsonObject described = settings.with(sizeName, size.toJson());
        if (!stride.equals(usualStride)) {
            described = described.with("stride", stride.toJson());
        }
        if (!dilation.equals(Extents.ONE)) {
            described = described.with("dilation", dilation.toJson());
        }
        return padding.equals(Padding.none()) ? described : described.with("padding", padding.toJson());
    }

    /**
     * How this moves over one example.
     *
     * @throws EvenkeelException if the example has no spatial axes or more than three, or the window does not fit into it
     */
    public Grid over(Shape input) {
        int axes = axes(input, size, stride, dilation);
        List<Axis> moves = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            moves.add(axis(input, axis));
        }
        return Grid.of(moves);
    }

    private Axis axis(Shape input, int axis) {
        int extent = input.extent(axis);
        int step = stride.at(axis);
        int reach = Math.addExact(Math.multiplyExact(size.at(axis) - 1, dilation.at(axis)), 1);
        int before;
        int after;
        if (padding instanceof Padding.Explicit explicit) {
            requireFit(input, explicit.before(), "padding");
            before = explicit.before().at(axis);
            after = explicit.after().at(axis);
        } else {
            int wanted = (extent + step - 1) / step;
            int total = Math.max(0, (wanted - 1) * step + reach - extent);
            before = total / 2;
            after = total - before;
        }
        int padded = Math.addExact(Math.addExact(extent, before), after);
        if (padded < reach) {
            throw new EvenkeelException(
                    "needs an input of at least " + reach + " positions along each axis that its window "
                            + size + " covers" + (dilation.equals(Extents.ONE) ? "" : " at dilation " + dilation)
                            + ", but its input " + input + " has " + extent
                            + (padded == extent ? "" : " (" + padded + " with padding)")
                            + " on axis " + axis + ". Take a smaller window or pad more");
        }
        return new Axis(extent, (padded - reach) / step + 1, size.at(axis), step, dilation.at(axis), before, after);
    }

    /** @throws EvenkeelException if the window lies in the padding alone at some output position */
    void requireInput(Shape input) {
        for (int axis = 0; axis < axes(input); axis++) {
            Axis moves = axis(input, axis);
            for (int output = 0; output < moves.output(); output++) {
                if (moves.overhangs(output) && moves.read(output).length == 0) {
                    throw new EvenkeelException("needs a part of its input in every window, but its window " + size
                            + " with padding " + padding + " lies in the padding alone at output position " + output
                            + " on axis " + axis + " of its input " + input + ". Pad less or take a larger window");
                }
            }
        }
    }

    static int axes(Shape input, Extents... settings) {
        int axes = input.rank() - 1;
        if (axes < 1 || axes > Grid.MAX_AXES) {
            throw new EvenkeelException("needs an input of one to three axes before its channels,"
                    + " [.., height, width, channels], but its input is " + input);
        }
        for (Extents extents : settings) {
            requireFit(input, extents, "setting");
        }
        return axes;
    }

    /** @throws EvenkeelException if {@code extents} are for another number of axes than the input has */
    static void requireFit(Shape input, Extents extents, String what) {
        int axes = input.rank() - 1;
        if (!extents.fit(axes)) {
            throw new EvenkeelException("needs an input of " + extents.values().size()
                    + " axes before its channels, as its " + what + " " + extents + " has, but its input " + input
                    + " has "
                    + axes + ". Give one number for all axes, or one for each");
        }
    }

    /** The shape of an output with {@code channels} channels. */
    Shape output(Shape input, int channels) {
        return shape(input, over(input), Axis::output, channels);
    }

    /** The input's shape with {@code extent} of each spatial axis, and other channels. */
    static Shape shape(Shape input, Grid grid, ToIntFunction<Axis> extent, int channels) {
        int[] extents = input.toArray();
        int[] all = Stream.of(grid.planes(), grid.lines(), grid.points())
                .mapToInt(extent)
                .toArray();
        System.arraycopy(all, Grid.MAX_AXES - input.rank() + 1, extents, 0, input.rank() - 1);
        extents[extents.length - 1] = channels;
        return Shape.of(extents);
    }
}
