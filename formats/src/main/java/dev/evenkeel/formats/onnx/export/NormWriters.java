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

    static Value batchNorm(BatchNorm layer, LayerSite site) {
        return batchNormalization(layer.epsilon(), layer.averaging(), layer.affine(), site);
    }

    static Value batchRenorm(BatchRenorm layer, LayerSite site) {
        return batchNormalization(layer.epsilon(), layer.averaging(), layer.affine(), site);
    }

    private static Value batchNormalization(float epsilon, Averaging averaging, Affine affine, LayerSite site) {
        Value x = site.input().shape().rank() == 1 ? site.input() : site.channelsFirst();
        Attributes attributes = Attributes.NONE.real("epsilon", epsilon);
        if (averaging instanceof Averaging.Exponential exponential) {
            attributes = attributes.real("momentum", 1 - exponential.newBatchWeight());
        }
        return site.result(
                x.order(),
                "BatchNormalization",
                attributes,
                x.name(),
                gamma(affine, x, site),
                beta(affine, x, site),
                site.perChannel("running_mean", x),
                site.perChannel("running_var", x));
    }

    private static String gamma(Affine affine, Value x, LayerSite site) {
        return affine.scales()
                ? site.perChannel("weight", x)
                : site.repeated("ones", x.shape().channels(), 1);
    }

    private static String beta(Affine affine, Value x, LayerSite site) {
        return affine.shifts()
                ? site.perChannel("bias", x)
                : site.repeated("zeros", x.shape().channels(), 0);
    }

    /** Over the channels they stand last; over all axes any order will do, with gamma and beta in the same. */
    static Value layerNorm(LayerNorm layer, LayerSite site) {
        if (layer.axes() == RowAxes.LAST) {
            Value x = site.input().shape().rank() == 1 ? site.input() : site.channelsLast();
            return site.result(
                    x.order(),
                    "LayerNormalization",
                    Attributes.NONE.whole("axis", -1).real("epsilon", layer.epsilon()),
                    x.name(),
                    gamma(layer.affine(), x, site),
                    beta(layer.affine(), x, site));
        }
        Value x = site.input();
        List<Long> extents = x.order().extents(x.shape());
        return site.result(
                x.order(),
                "LayerNormalization",
                Attributes.NONE.whole("axis", 1).real("epsilon", layer.epsilon()),
                x.name(),
                layer.affine().scales() ? everywhere("weight", extents, x, site) : site.filled("ones", extents, 1),
                layer.affine().shifts() ? everywhere("bias", extents, x, site) : site.filled("zeros", extents, 0));
    }

    /** A tensor of the shape of an example. */
    private static String everywhere(String tensor, List<Long> extents, Value x, LayerSite site) {
        float[] values = site.tensor(tensor).toArray();
        return site.constant(tensor, extents, x.order().flattened(x.shape()).arranged(1, values));
    }

    static Value groupNorm(GroupNorm layer, LayerSite site) {
        Value x = site.channelsFirst();
        if (site.opset() >= GROUP_NORMALIZATION_PER_CHANNEL_SINCE && x.shape().rank() > 1) {
            return site.result(
                    x.order(),
                    "GroupNormalization",
                    Attributes.NONE.real("epsilon", layer.epsilon()).whole("num_groups", layer.groups()),
                    x.name(),
                    gamma(layer.affine(), x, site),
                    beta(layer.affine(), x, site));
        }
        String grouped = site.reshape(x.name(), List.of((long) layer.groups(), -1L));
        String normalized = site.inner(
                "InstanceNormalization",
                Attributes.NONE.real("epsilon", layer.epsilon()),
                grouped,
                site.repeated("ones", layer.groups(), 1),
                site.repeated("zeros", layer.groups(), 0));
        String asBefore = site.reshape(normalized, x.order().extents(x.shape()));
        Affine affine = layer.affine();
        if (affine.scales() && !affine.shifts()) {
            return site.result(x.order(), "Mul", asBefore, site.alongChannels("weight", x));
        }
        if (!affine.shifts()) {
            return new Value(asBefore, x.shape(), x.order());
        }
        String scaled = affine.scales() ? site.inner("Mul", asBefore, site.alongChannels("weight", x)) : asBefore;
        return site.result(x.order(), "Add", scaled, site.alongChannels("bias", x));
    }

    static Value instanceNorm(InstanceNorm layer, LayerSite site) {
        Value x = site.channelsFirst();
        return site.result(
                x.order(),
                "InstanceNormalization",
                Attributes.NONE.real("epsilon", layer.epsilon()),
                x.name(),
                gamma(layer.affine(), x, site),
                beta(layer.affine(), x, site));
    }

    static Value lpNorm(LpNorm layer, LayerSite site) {
        Value x = site.input();
        Attributes attributes =
                Attributes.NONE.whole("axis", x.order().channelAxis()).whole("p", layer.p());
        return site.result(x.order(), "LpNormalization", attributes, x.name());
    }

    /** The operator's sums stand in the middle of their channels, so an even number of them is summed by a convolution. */
    static Value localResponseNorm(LocalResponseNorm layer, LayerSite site) {
        Value x = site.channelsFirst();
        long channels = x.shape().channels();
        if (layer.size() % 2 == 1) {
            String image = site.reshape(x.name(), List.of(channels, -1L, 1L));
            Attributes attributes = Attributes.NONE
                    .real("alpha", layer.alpha())
                    .real("beta", layer.beta())
                    .real("bias", layer.k())
                    .whole("size", layer.size());
            String normalized = site.inner("LRN", attributes, image);
            return new Value(site.reshape(normalized, x.order().extents(x.shape())), x.shape(), x.order());
        }
        String square = site.inner("Mul", x.name(), x.name());
        String image = site.reshape(square, List.of(1L, channels, -1L));
        long size = layer.size();
        long before = (size - 1) / 2;
        Attributes window = Attributes.NONE
                .wholes("kernel_shape", List.of(size, 1L))
                .wholes("pads", List.of(before, 0L, size - 1 - before, 0L));
        String weights = site.filled("weights", List.of(1L, 1L, size, 1L), layer.alpha() / layer.size());
        String sums = site.reshape(
                site.inner("Conv", window, image, weights), x.order().extents(x.shape()));
        String shifted = site.inner("Add", sums, site.number("k", layer.k()));
        String divisor = site.inner("Pow", shifted, site.number("beta", layer.beta()));
        return site.result(x.order(), "Div", x.name(), divisor);
    }

    static Value rmsNorm(RmsNorm layer, LayerSite site) {
        Value x = site.input().shape().rank() == 1 ? site.input() : site.channelsLast();
        if (site.opset() >= RMS_NORMALIZATION_SINCE) {
            return site.result(
                    x.order(),
                    "RMSNormalization",
                    Attributes.NONE.whole("axis", -1).real("epsilon", layer.epsilon()),
                    x.name(),
                    gamma(layer.affine(), x, site));
        }
        String square = site.inner("Mul", x.name(), x.name());
        String mean = site.opset() >= AXES_AS_INPUT_SINCE
                ? site.inner("ReduceMean", square, site.longs("axes", -1))
                : site.inner("ReduceMean", Attributes.NONE.wholes("axes", List.of(-1L)), square);
        String shifted = site.inner("Add", mean, site.number("epsilon", layer.epsilon()));
        String root = site.inner("Sqrt", shifted);
        if (!layer.affine().scales()) {
            return site.result(x.order(), "Div", x.name(), root);
        }
        String normalized = site.inner("Div", x.name(), root);
        return site.result(x.order(), "Mul", normalized, site.alongChannels("weight", x));
    }
}
