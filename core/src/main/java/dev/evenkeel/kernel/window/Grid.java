package dev.evenkeel.kernel.window;

import java.util.List;

/**
 * How a window moves over an input of up to three spatial axes, outermost first; an input with fewer has axes of extent 1
 * before them. Positions and taps are numbered in row-major order.
 *
 * @param planes the outermost axis
 * @param lines the axis of the lines of an image
 * @param points the innermost axis
 */
public record Grid(Axis planes, Axis lines, Axis points) {
    /** The most spatial axes. */
    public static final int MAX_AXES = 3;

    /** A grid of one to three axes, outermost first. */
    public static Grid of(List<Axis> axes) {
        int count = axes.size();
        if (count < 1 || count > MAX_AXES) {
            throw new IllegalArgumentException("A grid needs 1 to " + MAX_AXES + " axes, but got " + count);
        }
        return new Grid(
                count < 3 ? Axis.POINT : axes.get(0),
                count < 2 ? Axis.POINT : axes.get(count - 2),
                axes.get(count - 1));
    }

    /** How many positions the input has, padding aside. */
    public int inputs() {
        return planes.input() * lines.input() * points.input();
    }

    /** How many positions the input has with its padding. */
    public int padded() {
        return Math.multiplyExact(Math.multiplyExact(planes.padded(), lines.padded()), points.padded());
    }

    /** How many positions the output has. */
    public int outputs() {
        return planes.output() * lines.output() * points.output();
    }

    /** How many positions the window covers. */
    public int taps() {
        return planes.size() * lines.size() * points.size();
    }

    /** Whether some window reads padding. */
    public boolean pads() {
        return padded() != inputs();
    }
}
