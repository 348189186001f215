package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.IdentityShortcut;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.ZeroPad;
import dev.evenkeel.tensor.Tensor;
import java.util.List;

/** Writes convolutions and what moves positions. */
final class SpatialWriters {
    private SpatialWriters() {}

    static Value conv(Conv layer, ExportContext context) {
        List<Axis> axes = WindowAttributes.axes(layer.window(), context.input().shape());
        Tensor weight = layer.multiplied(context.tensor("weight"));
        return convolution("Conv", WindowAttributes.convolution(axes, layer.groups()), layer.bias(), weight, context);
    }

    static Value convTranspose(ConvTranspose layer, ExportContext context) {
        int axes = context.input().shape().rank() - 1;
        Padding.Explicit padding = (Padding.Explicit) layer.window().padding();
        Attributes attributes = Attributes.NONE
                .wholes("kernel_shape", WindowAttributes.perAxis(layer.window().size(), axes))
                .wholes("strides", WindowAttributes.perAxis(layer.window().stride(), axes))
                .wholes("dilations", WindowAttributes.perAxis(layer.window().dilation(), axes))
                .wholes("pads", WindowAttributes.beforeAndAfter(padding.before(), padding.after(), axes))
                .wholes("output_padding", WindowAttributes.perAxis(layer.outputPadding(), axes))
                .whole("group", layer.groups());
        return convolution("ConvTranspose", attributes, layer.bias(), context.tensor("weight"), context);
    }

    private static Value convolution(
            String operator, Attributes attributes, Linear.Bias bias, Tensor tensor, ExportContext context) {
        String x = context.channelsFirst().name();
        String weight = context.constant(
                "weight", WeightOrder.extentsOfLastBehindFirst(tensor), WeightOrder.lastBehindFirst(tensor));
        if (bias == Linear.Bias.WITHOUT) {
            return context.result(Order.CHANNELS_FIRST, operator, attributes, x, weight);
        }
        Tensor shift = context.tensor("bias");
        String added = context.constant("bias", List.of((long) shift.shape().size()), shift.toArray());
        return context.result(Order.CHANNELS_FIRST, operator, attributes, x, weight, added);
    }

    static Value zeroPad(ZeroPad layer, ExportContext context) {
        Value x = context.channelsFirst();
        int axes = x.shape().rank() - 1;
        Padding.Explicit padding = (Padding.Explicit) layer.padding();
        String pads = padding(WindowAttributes.beforeAndAfter(padding.before(), padding.after(), axes), context);
        return context.result(Order.CHANNELS_FIRST, "Pad", x.name(), pads);
    }

    /** What {@code Pad} wants for pads of the spatial axes alone, the batch and channels first. */
    static String padding(List<Long> pads, ExportContext context) {
        int axes = pads.size() / 2;
        long[] all = new long[2 * (axes + 2)];
        for (int axis = 0; axis < axes; axis++) {
            all[2 + axis] = pads.get(axis);
            all[axes + 4 + axis] = pads.get(axes + axis);
        }
        return context.longs("pads", all);
    }

    static Value upsample(Upsample layer, ExportContext context) {
        Value x = context.channelsFirst();
        Extents factor = layer.factor();
        int axes = x.shape().rank() - 1;
        float[] scales = new float[axes + 2];
        scales[0] = 1;
        scales[1] = 1;
        for (int axis = 0; axis < axes; axis++) {
            scales[axis + 2] = factor.at(axis);
        }
        Attributes nearest = Attributes.NONE
                .text("coordinate_transformation_mode", "asymmetric")
                .text("mode", "nearest")
                .text("nearest_mode", "floor");
        String factors = context.floats("scales", List.of(axes + 2L), scales);
        return context.result(Order.CHANNELS_FIRST, "Resize", nearest, x.name(), "", factors);
    }

    static Value identityShortcut(IdentityShortcut layer, ExportContext context) {
        Value x = context.channelsFirst();
        int axes = x.shape().rank() - 1;
        long missing = (long) layer.channels() - x.shape().channels();
        if (layer.stride() == 1 && missing == 0) {
            return x;
        }
        if (missing == 0) {
            return context.result(Order.CHANNELS_FIRST, "Slice", everyStride(layer.stride(), x.name(), axes, context));
        }
        String kept = layer.stride() == 1
                ? x.name()
                : context.inner("Slice", everyStride(layer.stride(), x.name(), axes, context));
        long[] pads = new long[2 * (axes + 2)];
        long before = missing / 2;
        pads[1] = before;
        pads[axes + 3] = missing - before;
        return context.result(Order.CHANNELS_FIRST, "Pad", kept, context.longs("pads", pads));
    }

    /** The inputs of a {@code Slice} of every {@code stride}-th position. */
    private static String[] everyStride(int stride, String x, int axes, ExportContext context) {
        long[] starts = new long[axes];
        long[] ends = new long[axes];
        long[] positions = new long[axes];
        long[] steps = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            ends[axis] = Integer.MAX_VALUE;
            positions[axis] = axis + 2L;
            steps[axis] = stride;
        }
        return new String[] {
            x,
            context.longs("starts", starts),
            context.longs("ends", ends),
            context.longs("axes", positions),
            context.longs("steps", steps)
        };
    }
}
