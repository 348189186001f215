package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.RowAxes;
import java.util.List;

/** Writes the layers that normalise. */
final class NormWriters {
    private static final int GROUP_NORMALIZATION_PER_CHANNEL_SINCE = 21;
    private static final int RMS_NORMALIZATION_SINCE = 23;
    private static final int AXES_AS_INPUT_SINCE = 18;

    private NormWriters() {}

    static Value batchNorm(BatchNorm layer, ExportContext context) {
        return batchNormalization(layer.epsilon(), layer.averaging(), layer.affine(), context);
    }

    static Value batchRenorm(BatchRenorm layer, ExportContext context) {
        return batchNormalization(layer.epsilon(), layer.averaging(), layer.affine(), context);
    }

    private static Value batchNormalization(float epsilon, Averaging averaging, Affine affine, ExportContext context) {
        Value x = context.input().shape().rank() == 1 ? context.input() : context.channelsFirst();
        Attributes attributes = Attributes.NONE.real("epsilon", epsilon);
        if (averaging instanceof Averaging.Exponential exponential) {
            attributes = attributes.real("momentum", 1 - exponential.newBatchWeight());
        }
        return context.result(
                x.order(),
                "BatchNormalization",
                attributes,
                x.name(),
                gamma(affine, x, context),
                beta(affine, x, context),
                context.perChannel("running_mean", x),
                context.perChannel("running_var", x));
    }

    private static String gamma(Affine affine, Value x, ExportContext context) {
        return affine.scales()
                ? context.perChannel("weight", x)
                : context.repeated("ones", x.shape().channels(), 1);
    }

    private static String beta(Affine affine, Value x, ExportContext context) {
        return affine.shifts()
                ? context.perChannel("bias", x)
                : context.repeated("zeros", x.shape().channels(), 0);
    }

    /** Over the channels they stand last; over all axes any order will do, with gamma and beta in the same. */
    static Value layerNorm(LayerNorm layer, ExportContext context) {
        if (layer.axes() == RowAxes.LAST) {
            Value x = context.input().shape().rank() == 1 ? context.input() : context.channelsLast();
            return context.result(
                    x.order(),
                    "LayerNormalization",
                    Attributes.NONE.whole("axis", -1).real("epsilon", layer.epsilon()),
                    x.name(),
                    gamma(layer.affine(), x, context),
                    beta(layer.affine(), x, context));
        }
        Value x = context.input();
        List<Long> extents = x.order().extents(x.shape());
        return context.result(
                x.order(),
                "LayerNormalization",
                Attributes.NONE.whole("axis", 1).real("epsilon", layer.epsilon()),
                x.name(),
                layer.affine().scales()
                        ? everywhere("weight", extents, x, context)
                        : context.filled("ones", extents, 1),
                layer.affine().shifts()
                        ? everywhere("bias", extents, x, context)
                        : context.filled("zeros", extents, 0));
    }

    /** A tensor of the shape of an example. */
    private static String everywhere(String tensor, List<Long> extents, Value x, ExportContext context) {
        float[] values = context.tensor(tensor).toArray();
        return context.constant(tensor, extents, x.order().flattened(x.shape()).arranged(1, values));
    }

    static Value groupNorm(GroupNorm layer, ExportContext context) {
        Value x = context.channelsFirst();
        if (context.opset() >= GROUP_NORMALIZATION_PER_CHANNEL_SINCE
                && x.shape().rank() > 1) {
            return context.result(
                    x.order(),
                    "GroupNormalization",
                    Attributes.NONE.real("epsilon", layer.epsilon()).whole("num_groups", layer.groups()),
                    x.name(),
                    gamma(layer.affine(), x, context),
                    beta(layer.affine(), x, context));
        }
        String grouped = context.reshape(x.name(), List.of((long) layer.groups(), -1L));
        String normalized = context.inner(
                "InstanceNormalization",
                Attributes.NONE.real("epsilon", layer.epsilon()),
                grouped,
                context.repeated("ones", layer.groups(), 1),
                context.repeated("zeros", layer.groups(), 0));
        String asBefore = context.reshape(normalized, x.order().extents(x.shape()));
        Affine affine = layer.affine();
        if (affine.scales() && !affine.shifts()) {
            return context.result(x.order(), "Mul", asBefore, context.alongChannels("weight", x));
        }
        if (!affine.shifts()) {
            return new Value(asBefore, x.shape(), x.order());
        }
        String scaled = affine.scales() ? context.inner("Mul", asBefore, context.alongChannels("weight", x)) : asBefore;
        return context.result(x.order(), "Add", scaled, context.alongChannels("bias", x));
    }

    static Value instanceNorm(InstanceNorm layer, ExportContext context) {
        Value x = context.channelsFirst();
        return context.result(
                x.order(),
                "InstanceNormalization",
                Attributes.NONE.real("epsilon", layer.epsilon()),
                x.name(),
                gamma(layer.affine(), x, context),
                beta(layer.affine(), x, context));
    }

    static Value lpNorm(LpNorm layer, ExportContext context) {
        Value x = context.input();
        Attributes attributes =
                Attributes.NONE.whole("axis", x.order().channelAxis()).whole("p", layer.p());
        return context.result(x.order(), "LpNormalization", attributes, x.name());
    }

    /** The operator's sums stand in the middle of their channels, so an even number of them is summed by a convolution. */
    static Value localResponseNorm(LocalResponseNorm layer, ExportContext context) {
        Value x = context.channelsFirst();
        long channels = x.shape().channels();
        if (layer.size() % 2 == 1) {
            String image = context.reshape(x.name(), List.of(channels, -1L, 1L));
            Attributes attributes = Attributes.NONE
                    .real("alpha", layer.alpha())
                    .real("beta", layer.beta())
                    .real("bias", layer.k())
                    .whole("size", layer.size());
            String normalized = context.inner("LRN", attributes, image);
            return new Value(context.reshape(normalized, x.order().extents(x.shape())), x.shape(), x.order());
        }
        String square = context.inner("Mul", x.name(), x.name());
        String image = context.reshape(square, List.of(1L, channels, -1L));
        long size = layer.size();
        long before = (size - 1) / 2;
        Attributes window = Attributes.NONE
                .wholes("kernel_shape", List.of(size, 1L))
                .wholes("pads", List.of(before, 0L, size - 1 - before, 0L));
        String weights = context.filled("weights", List.of(1L, 1L, size, 1L), layer.alpha() / layer.size());
        String sums = context.reshape(
                context.inner("Conv", window, image, weights), x.order().extents(x.shape()));
        String shifted = context.inner("Add", sums, context.number("k", layer.k()));
        String divisor = context.inner("Pow", shifted, context.number("beta", layer.beta()));
        return context.result(x.order(), "Div", x.name(), divisor);
    }

    /** A layer or root-mean-square normalization over the last axis, on the way to a layer's result. */
    static String lastAxis(boolean centred, String x, String gamma, float epsilon, ExportContext context) {
        Attributes attributes = Attributes.NONE.whole("axis", -1).real("epsilon", epsilon);
        if (centred) {
            return context.inner("LayerNormalization", attributes, x, gamma);
        }
        if (context.opset() >= RMS_NORMALIZATION_SINCE) {
            return context.inner("RMSNormalization", attributes, x, gamma);
        }
        return context.inner("Mul", context.inner("Div", x, rootMeanSquare(x, epsilon, context)), gamma);
    }

    /** {@code sqrt(mean(x^2) + epsilon)} over the last axis. */
    private static String rootMeanSquare(String x, float epsilon, ExportContext context) {
        String square = context.inner("Mul", x, x);
        String mean = context.opset() >= AXES_AS_INPUT_SINCE
                ? context.inner("ReduceMean", square, context.longs("axes", -1))
                : context.inner("ReduceMean", Attributes.NONE.wholes("axes", List.of(-1L)), square);
        return context.inner("Sqrt", context.inner("Add", mean, context.number("epsilon", epsilon)));
    }

    static Value rmsNorm(RmsNorm layer, ExportContext context) {
        Value x = context.input().shape().rank() == 1 ? context.input() : context.channelsLast();
        if (context.opset() >= RMS_NORMALIZATION_SINCE) {
            return context.result(
                    x.order(),
                    "RMSNormalization",
                    Attributes.NONE.whole("axis", -1).real("epsilon", layer.epsilon()),
                    x.name(),
                    gamma(layer.affine(), x, context));
        }
        String root = rootMeanSquare(x.name(), layer.epsilon(), context);
        if (!layer.affine().scales()) {
            return context.result(x.order(), "Div", x.name(), root);
        }
        String normalized = context.inner("Div", x.name(), root);
        return context.result(x.order(), "Mul", normalized, context.alongChannels("weight", x));
    }
}
