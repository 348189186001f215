package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.MatrixMultiply;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.layer.core.FixedStandardization;
import dev.evenkeel.layer.core.Flatten;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.LogSoftmax;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.rearrange.Tile;
import dev.evenkeel.rearrange.Transpose;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.GlobalAveragePool;
import dev.evenkeel.spatial.IdentityShortcut;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.SpatialDropout;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.ZeroPad;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Which writer writes which layer. */
final class LayerWriters {
    private static final Map<Class<?>, LayerWriter<Layer>> WRITERS = all();

    private LayerWriters() {}

    private static Map<Class<?>, LayerWriter<Layer>> all() {
        Map<Class<?>, LayerWriter<Layer>> writers = new HashMap<>();
        put(writers, Linear.class, ElementWriters::linear);
        put(writers, TiedLinear.class, ElementWriters::tied);
        put(writers, Activate.class, ElementWriters::activate);
        put(writers, Softmax.class, ElementWriters::softmax);
        put(writers, Dropout.class, (layer, context) -> context.input());
        put(writers, Flatten.class, (layer, context) -> context.reshaped());
        put(writers, InputStandardization.class, ElementWriters::standardize);
        put(writers, FixedStandardization.class, ElementWriters::standardize);
        put(writers, LogSoftmax.class, ElementWriters::logSoftmax);
        put(writers, Embedding.class, RearrangeWriters::embedding);
        put(writers, Reshape.class, (layer, context) -> context.reshaped());
        put(writers, Transpose.class, RearrangeWriters::transpose);
        put(writers, Slice.class, RearrangeWriters::slice);
        put(writers, Take.class, RearrangeWriters::take);
        put(writers, Pad.class, RearrangeWriters::pad);
        put(writers, Expand.class, RearrangeWriters::expand);
        put(writers, Tile.class, RearrangeWriters::tile);
        put(writers, Apply.class, ArithmeticWriters::apply);
        put(writers, Combine.class, ArithmeticWriters::combine);
        put(writers, Constant.class, ArithmeticWriters::constant);
        put(writers, Reduce.class, ArithmeticWriters::reduce);
        put(writers, MatrixMultiply.class, ArithmeticWriters::matrixMultiply);
        put(writers, PRelu.class, ArithmeticWriters::prelu);
        put(writers, LpNorm.class, NormWriters::lpNorm);
        put(writers, LocalResponseNorm.class, NormWriters::localResponseNorm);
        put(writers, Add.class, ElementWriters::add);
        put(writers, Concatenate.class, ElementWriters::concatenate);
        put(writers, BatchNorm.class, NormWriters::batchNorm);
        put(writers, BatchRenorm.class, NormWriters::batchRenorm);
        put(writers, LayerNorm.class, NormWriters::layerNorm);
        put(writers, GroupNorm.class, NormWriters::groupNorm);
        put(writers, InstanceNorm.class, NormWriters::instanceNorm);
        put(writers, RmsNorm.class, NormWriters::rmsNorm);
        put(writers, Attention.class, SequenceWriters::attention);
        put(writers, QkNorm.class, SequenceWriters::qkNorm);
        put(writers, Rotary.class, SequenceWriters::rotary);
        put(writers, PositionEmbedding.class, SequenceWriters::positions);
        put(writers, SequencePool.class, SequenceWriters::pool);
        put(writers, Lstm.class, plain(RecurrentWriters::lstm));
        put(writers, Gru.class, plain(RecurrentWriters::gru));
        put(writers, Conv.class, SpatialWriters::conv);
        put(writers, ConvTranspose.class, SpatialWriters::convTranspose);
        put(writers, ZeroPad.class, SpatialWriters::zeroPad);
        put(writers, Upsample.class, SpatialWriters::upsample);
        put(writers, IdentityShortcut.class, SpatialWriters::identityShortcut);
        put(writers, SpatialDropout.class, (layer, context) -> context.input());
        put(writers, MaxPool.class, PoolWriters::maxPool);
        put(writers, AveragePool.class, PoolWriters::averagePool);
        put(writers, AdaptivePool.class, PoolWriters::adaptivePool);
        put(writers, GlobalAveragePool.class, PoolWriters::globalAveragePool);
        return Collections.unmodifiableMap(writers);
    }

    /** ONNX's recurrent operators know no normalization. */
    private static <L extends Recurrent> LayerWriter<L> plain(LayerWriter<L> writer) {
        return (layer, context) -> {
            if (layer.normalization().isPresent()) {
                throw context.cannot(
                        "no operator there normalises inside a recurrent cell. Keep it in this library's own"
                                + " file, or train a cell without normalization");
            }
            return writer.write(layer, context);
        };
    }

    private static <L extends Layer> void put(
            Map<Class<?>, LayerWriter<Layer>> writers, Class<L> type, LayerWriter<L> writer) {
        writers.put(type, (layer, context) -> writer.write(type.cast(layer), context));
    }

    /** @throws dev.evenkeel.formats.onnx.problem.OnnxException if ONNX cannot express the layer */
    static Value write(Layer layer, ExportContext context) {
        LayerWriter<Layer> writer = WRITERS.get(layer.getClass());
        if (writer == null) {
            throw context.cannot(
                    "only this library's own layers have operators there. Put layers of this library in its"
                            + " place");
        }
        return writer.write(layer, context);
    }
}
