package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.rearrange.OutputAxis;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.rearrange.Tile;
import dev.evenkeel.rearrange.Transpose;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the layers that move values about, all with channels last. */
final class RearrangeWriters {
    private RearrangeWriters() {}

    static Value transpose(Transpose layer, ExportContext context) {
        List<Long> axes = new ArrayList<>(List.of(0L));
        layer.order().forEach(axis -> axes.add(axis + 1L));
        return context.result(
                Order.CHANNELS_LAST,
                "Transpose",
                Attributes.NONE.wholes("perm", axes),
                context.channelsLast().name());
    }

    /** Backwards an end before the first position counts from the last one. */
    static Value slice(Slice layer, ExportContext context) {
        Value x = context.channelsLast();
        long last = layer.start() + (layer.length() - 1L) * layer.step();
        long end = layer.step() > 0 ? last + 1 : last - 1;
        long extent = x.shape().extent(layer.axis());
        return context.result(
                Order.CHANNELS_LAST,
                "Slice",
                x.name(),
                context.longs("starts", layer.start()),
                context.longs("ends", end < 0 ? -extent - 1 : end),
                context.longs("axes", counted(layer.axis(), x.shape())),
                context.longs("steps", layer.step()));
    }

    /** An axis with the batch counted. */
    static long counted(int axis, Shape shape) {
        return 1L + (axis < 0 ? axis + shape.rank() : axis);
    }

    static Value take(Take layer, ExportContext context) {
        Value x = context.channelsLast();
        String indices = context.longs(
                "indices",
                layer.indices().stream().mapToLong(Integer::longValue).toArray());
        return context.result(
                Order.CHANNELS_LAST,
                "Gather",
                Attributes.NONE.whole("axis", counted(layer.axis(), x.shape())),
                x.name(),
                indices);
    }

    /** What is no constant is the same as positions taken several times, whatever there is of them. */
    static Value pad(Pad layer, ExportContext context) {
        Value x = context.channelsLast();
        if (layer.mode() != Pad.Mode.CONSTANT) {
            return taken(layer.axes(x.shape()), x, context);
        }
        int rank = x.shape().rank();
        long[] pads = new long[2 * (rank + 1)];
        for (int axis = 0; axis < rank; axis++) {
            pads[axis + 1] = layer.before().get(axis);
            pads[rank + axis + 2] = layer.after().get(axis);
        }
        return context.result(
                Order.CHANNELS_LAST,
                "Pad",
                x.name(),
                context.longs("pads", pads),
                context.number("value", layer.value()));
    }

    private static Value taken(List<OutputAxis> axes, Value x, ExportContext context) {
        String value = x.name();
        for (int axis = 0; axis < axes.size(); axis++) {
            OutputAxis positions = axes.get(axis);
            if (positions.extent() != x.shape().extent(axis)) {
                long[] indices = IntStream.range(0, positions.extent())
                        .map(positions.position())
                        .asLongStream()
                        .toArray();
                value = context.inner(
                        "Gather", Attributes.NONE.whole("axis", axis + 1L), value, context.longs("indices", indices));
            }
        }
        return new Value(value, context.outputShape(), Order.CHANNELS_LAST);
    }

    static Value expand(Expand layer, ExportContext context) {
        Value x = context.channelsLast();
        List<Long> extents = Attributes.list(layer.shape().toArray());
        long[] all = new long[extents.size() + 1];
        all[0] = 1;
        for (int axis = 0; axis < extents.size(); axis++) {
            all[axis + 1] = extents.get(axis);
        }
        String aligned = context.withAxes(x, layer.shape().rank()).name();
        return context.result(Order.CHANNELS_LAST, "Expand", aligned, context.longs("extents", all));
    }

    static Value tile(Tile layer, ExportContext context) {
        long[] times = new long[layer.times().size() + 1];
        times[0] = 1;
        for (int axis = 0; axis < layer.times().size(); axis++) {
            times[axis + 1] = layer.times().get(axis);
        }
        return context.result(
                Order.CHANNELS_LAST, "Tile", context.channelsLast().name(), context.longs("times", times));
    }

    /** The indices come as floats, as all values do. */
    static Value embedding(Embedding layer, ExportContext context) {
        Tensor table = context.tensor("weight");
        String weight = context.constant("weight", Attributes.list(table.shape().toArray()), table.toArray());
        String indices = context.inner(
                "Cast",
                Attributes.NONE.whole("to", ElementType.INT64.code()),
                context.channelsLast().name());
        return context.result(Order.CHANNELS_LAST, "Gather", Attributes.NONE.whole("axis", 0), weight, indices);
    }
}
