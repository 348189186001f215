package dev.evenkeel.formats.onnx.reading.translation;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.spatial.Window;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How a convolution's or a pool's window moves: ONNX's {@code kernel_shape}, {@code strides}, {@code dilations},
 * {@code pads}, {@code auto_pad} and {@code ceil_mode}, with all padding in numbers.
 */
public final class Windows {
    static final String[] ATTRIBUTES = {"kernel_shape", "strides", "dilations", "pads", "auto_pad"};

    private static final int MAX_AXES = 3;
    private static final int MAX_TAPS = 1 << 16;

    /** How {@code auto_pad} places an odd position. */
    public enum AutoPad {
        NOTSET,
        VALID,
        SAME_UPPER,
        SAME_LOWER;

        public static AutoPad of(NodeReader node) {
            String word = node.text("auto_pad", "NOTSET");
            return Arrays.stream(values())
                    .filter(value -> value.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> node.wrong("needs a known 'auto_pad', but got '" + word + "'"));
        }
    }

    private final NodeReader node;
    private final int axes;
    private final int rows;

    /** @param rows how many axes before the positions each have a window of their own at every position */
    Windows(NodeReader node, int axes, int rows) {
        this.node = node;
        this.axes = axes;
        this.rows = rows;
        if (axes < 1 || axes > MAX_AXES) {
            throw node.unsupported("it takes inputs of one to three axes behind the channels, but got " + axes);
        }
        if (axes + rows > MAX_AXES) {
            throw node.unsupported(
                    "windows move over three axes at most, and here the images of one example, whose batch"
                            + " is more than the network's, take one of them besides the " + axes
                            + " behind the channels. Export the part that reads [batch, channels, depth, height, width], so that"
                            + " each of its inputs is one example");
        }
    }

    public int[] each(String attribute, int usual) {
        int[] filled = new int[axes];
        Arrays.fill(filled, usual);
        int[] values = node.integers(attribute).orElse(filled);
        if (values.length != axes) {
            throw node.wrong("needs " + axes + " values in '" + attribute + "', but got " + Arrays.toString(values));
        }
        return values;
    }

    public int[] strides() {
        return each("strides", 1);
    }

    public int[] dilations() {
        return each("dilations", 1);
    }

    public int[] pads() {
        int[] pads = node.integers("pads").orElse(new int[2 * axes]);
        if (pads.length != 2 * axes || Arrays.stream(pads).anyMatch(pad -> pad < 0)) {
            throw node.wrong("needs " + 2 * axes + " values of 0 or more in 'pads', but got " + Arrays.toString(pads));
        }
        return pads;
    }

    /** How many positions a window covers, within what a real network has. */
    private void requireSize(int[] kernel) {
        long taps = 1;
        for (int extent : kernel) {
            taps *= Math.max(1, extent);
            if (extent < 1 || taps > MAX_TAPS) {
                throw node.unsupported(
                        "it takes windows of 1 to " + MAX_TAPS + " positions, but got " + Arrays.toString(kernel));
            }
        }
    }

    /** The window over {@code extents}, the input's without its channels. */
    public Window over(int[] extents, int[] kernel) {
        Placement placement = place(extents, kernel);
        int[] behind = placement.after().clone();
        Arrays.setAll(behind, axis -> behind[axis] + placement.beyond()[axis]);
        return window(kernel, placement.before(), behind);
    }

    /** A window with its padding in numbers. */
    public Window window(int[] kernel, int[] before, int[] after) {
        return new Window(
                behindRows(1, kernel), behindRows(1, strides()), behindRows(1, dilations()), padding(before, after));
    }

    public Padding padding(int[] before, int[] after) {
        return Padding.of(behindRows(0, before), behindRows(0, after));
    }

    /** Numbers for the axes of positions, and one for those before them. */
    public Extents behindRows(int forRows, int[] forPositions) {
        return Extents.of(IntStream.concat(IntStream.range(0, rows).map(row -> forRows), Arrays.stream(forPositions))
                .toArray());
    }

    /**
     * Where windows lie.
     *
     * @param before positions of padding before the input
     * @param after positions of padding behind it
     * @param beyond positions that {@code ceil_mode} adds behind the padding for a last window
     */
    public record Placement(int[] before, int[] after, int[] beyond) {
        public boolean isPadded() {
            return Arrays.stream(before).anyMatch(pad -> pad > 0)
                    || Arrays.stream(after).anyMatch(pad -> pad > 0);
        }

        public boolean isRoundedUp() {
            return Arrays.stream(beyond).anyMatch(pad -> pad > 0);
        }
    }

    public Placement place(int[] extents, int[] kernel) {
        requireSize(kernel);
        int[] strides = strides();
        int[] dilations = dilations();
        int[] pads = pads();
        int[] before = new int[axes];
        int[] after = new int[axes];
        int[] beyond = new int[axes];
        AutoPad auto = AutoPad.of(node);
        for (int axis = 0; axis < axes; axis++) {
            int reach = Math.addExact(Math.multiplyExact(kernel[axis] - 1, dilations[axis]), 1);
            switch (auto) {
                case VALID -> {}
                case SAME_UPPER, SAME_LOWER -> {
                    int outputs = (extents[axis] + strides[axis] - 1) / strides[axis];
                    int total = Math.max(0, (outputs - 1) * strides[axis] + reach - extents[axis]);
                    before[axis] = auto == AutoPad.SAME_UPPER ? total / 2 : total - total / 2;
                    after[axis] = total - before[axis];
                }
                case NOTSET -> {
                    before[axis] = pads[axis];
                    after[axis] = pads[axis + axes];
                }
            }
            if (node.flag("ceil_mode") && (auto == AutoPad.VALID || auto == AutoPad.NOTSET)) {
                beyond[axis] = beyond(extents[axis], reach, strides[axis], before[axis], after[axis]);
            }
        }
        return new Placement(before, after, beyond);
    }

    /** What makes room behind for a last window that begins within the input or the padding before it. */
    private static int beyond(int extent, int reach, int stride, int before, int after) {
        int free = extent + before + after - reach;
        int outputs = (free + stride - 1) / stride + 1;
        if ((outputs - 1) * stride >= extent + before) {
            outputs--;
        }
        return Math.max(0, (outputs - 1) * stride + reach - extent - before - after);
    }
}
