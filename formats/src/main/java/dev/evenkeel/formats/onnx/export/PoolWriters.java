package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.GlobalAveragePool;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes the layers that pool. */
final class PoolWriters {
    private static final int DILATED_AVERAGE_SINCE = 19;

    private PoolWriters() {}

    /** Padding as wide as the window, which the operator does not take, is added before it. */
    static Value maxPool(MaxPool layer, ExportContext context) {
        List<Axis> axes = WindowAttributes.axes(layer.window(), context.input().shape());
        String x = context.channelsFirst().name();
        List<Long> pads = WindowAttributes.pads(axes);
        if (padsWidely(axes)) {
            x = context.inner(
                    "Pad", x, SpatialWriters.padding(pads, context), context.number("lowest", -Float.MAX_VALUE));
            pads = none(pads);
        }
        Attributes attributes = moving(axes, pads).wholes("dilations", WindowAttributes.each(axes, Axis::dilation));
        return context.result(Order.CHANNELS_FIRST, "MaxPool", attributes, x);
    }

    private static Attributes moving(List<Axis> axes, List<Long> pads) {
        return Attributes.NONE
                .wholes("kernel_shape", WindowAttributes.each(axes, Axis::size))
                .wholes("strides", WindowAttributes.each(axes, Axis::stride))
                .wholes("pads", pads);
    }

    private static boolean padsWidely(List<Axis> axes) {
        return axes.stream().anyMatch(axis -> Math.max(axis.before(), axis.after()) >= axis.size());
    }

    private static List<Long> none(List<Long> pads) {
        return pads.stream().map(pad -> 0L).toList();
    }

    /** What the operator cannot express is a convolution of each channel for itself. */
    static Value averagePool(AveragePool layer, ExportContext context) {
        List<Axis> axes = WindowAttributes.axes(layer.window(), context.input().shape());
        boolean dilated = axes.stream().anyMatch(axis -> axis.dilation() > 1);
        if ((dilated && context.opset() < DILATED_AVERAGE_SINCE) || padsWidely(axes)) {
            return averageByConvolution(layer.counting(), axes, context);
        }
        Attributes attributes = moving(axes, WindowAttributes.pads(axes))
                .whole("count_include_pad", layer.counting() == AveragePool.Counting.PADDED ? 1 : 0);
        if (dilated) {
            attributes = attributes.wholes("dilations", WindowAttributes.each(axes, Axis::dilation));
        }
        return context.result(
                Order.CHANNELS_FIRST,
                "AveragePool",
                attributes,
                context.channelsFirst().name());
    }

    /** Sums, then a division by how many positions each holds. */
    private static Value averageByConvolution(AveragePool.Counting counting, List<Axis> axes, ExportContext context) {
        int channels = context.input().shape().channels();
        int taps = axes.stream().mapToInt(Axis::size).reduce(1, (left, right) -> left * right);
        List<Long> extents = new ArrayList<>(List.of((long) channels, 1L));
        extents.addAll(WindowAttributes.each(axes, Axis::size));
        String sums = context.inner(
                "Conv",
                WindowAttributes.convolution(axes, channels),
                context.channelsFirst().name(),
                context.filled("ones", extents, 1));
        String counts = counting == AveragePool.Counting.PADDED ? context.number("taps", taps) : counts(axes, context);
        return context.result(Order.CHANNELS_FIRST, "Div", sums, counts);
    }

    /** How many positions of the input each window holds, {@code [1, height, width]}. */
    private static String counts(List<Axis> axes, ExportContext context) {
        float[] counts = {1};
        for (Axis axis : axes) {
            float[] more = new float[counts.length * axis.output()];
            for (int at = 0; at < more.length; at++) {
                more[at] = counts[at / axis.output()] * axis.read(at % axis.output()).length;
            }
            counts = more;
        }
        List<Long> extents = new ArrayList<>(List.of(1L));
        extents.addAll(WindowAttributes.each(axes, Axis::output));
        return context.floats("counts", extents, counts);
    }

    /** Regions of one size are windows; ONNX has no operator for others. */
    static Value adaptivePool(AdaptivePool layer, ExportContext context) {
        Shape input = context.input().shape();
        boolean average = layer.kind() == AdaptivePool.Kind.AVERAGE;
        int[] size = new int[input.rank() - 1];
        for (int axis = 0; axis < size.length; axis++) {
            int regions = layer.size().at(axis);
            if (input.extent(axis) % regions != 0) {
                throw context.cannot("its " + layer.size() + " regions of the input " + input
                        + " differ in size, which no operator of ONNX computes. Use a size that divides the input, or"
                        + " averagePool or maxPool with a window of its own");
            }
            size[axis] = input.extent(axis) / regions;
        }
        if (context.outputShape().positions() == 1) {
            String operator = average ? "GlobalAveragePool" : "GlobalMaxPool";
            return context.result(
                    Order.CHANNELS_FIRST, operator, context.channelsFirst().name());
        }
        Window window = Window.of(size).stride(Extents.of(size));
        List<Axis> axes = WindowAttributes.axes(window, input);
        return context.result(
                Order.CHANNELS_FIRST,
                average ? "AveragePool" : "MaxPool",
                moving(axes, WindowAttributes.pads(axes)),
                context.channelsFirst().name());
    }

    static Value globalAveragePool(GlobalAveragePool layer, ExportContext context) {
        String mean = context.inner("GlobalAveragePool", context.channelsFirst().name());
        return context.result(Order.CHANNELS_LAST, "Flatten", Attributes.NONE.whole("axis", 1), mean);
    }
}
