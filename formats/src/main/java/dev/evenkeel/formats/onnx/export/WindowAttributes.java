package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** The settings of windows in the words of ONNX's operators. */
final class WindowAttributes {
    private WindowAttributes() {}

    /** How a window moves along each spatial axis of an example. */
    static List<Axis> axes(Window window, Shape input) {
        Grid grid = window.over(input);
        List<Axis> all = List.of(grid.planes(), grid.lines(), grid.points());
        return all.subList(Grid.MAX_AXES - input.rank() + 1, Grid.MAX_AXES);
    }

    static Attributes convolution(List<Axis> axes, int groups) {
        return Attributes.NONE
                .wholes("kernel_shape", each(axes, Axis::size))
                .wholes("strides", each(axes, Axis::stride))
                .wholes("dilations", each(axes, Axis::dilation))
                .wholes("pads", pads(axes))
                .whole("group", groups);
    }

    static List<Long> each(List<Axis> axes, ToIntFunction<Axis> setting) {
        return axes.stream().map(axis -> (long) setting.applyAsInt(axis)).toList();
    }

    /** All paddings before the input, then all behind it. */
    static List<Long> pads(List<Axis> axes) {
        List<Long> pads = new ArrayList<>(each(axes, Axis::before));
        pads.addAll(each(axes, Axis::after));
        return pads;
    }

    static List<Long> perAxis(Extents extents, int axes) {
        List<Long> all = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            all.add((long) extents.at(axis));
        }
        return all;
    }

    static List<Long> beforeAndAfter(Extents before, Extents after, int axes) {
        List<Long> pads = perAxis(before, axes);
        pads.addAll(perAxis(after, axes));
        return pads;
    }
}
