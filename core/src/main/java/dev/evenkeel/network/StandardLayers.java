package dev.evenkeel.network;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear;
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
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.IdentityShortcut;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.SpatialDropout;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.ZeroPad;

/** The registry of every layer of this library: type name, the setting that a bare value stands for, reader. */
final class StandardLayers {
    static final LayerRegistry REGISTRY = withArithmetic(LayerRegistry.empty()
            .with("linear", "features", Linear::read)
            .with("relu", "value", settings -> Layers.relu())
            .with("leakyRelu", "slope", Activate::readLeakyRelu)
            .with("gelu", "approximation", Activate::readGelu)
            .with("silu", "value", settings -> Layers.silu())
            .with("sigmoid", "value", settings -> Layers.sigmoid())
            .with("tanh", "value", settings -> Layers.tanh())
            .with("batchNorm", "epsilon", BatchNorm::read)
            .with("batchRenorm", "epsilon", BatchRenorm::read)
            .with("layerNorm", "epsilon", LayerNorm::read)
            .with("groupNorm", "groups", GroupNorm::read)
            .with("instanceNorm", "epsilon", InstanceNorm::read)
            .with("rmsNorm", "epsilon", RmsNorm::read)
            .with("softmax", "value", settings -> Layers.softmax())
            .with("dropout", "probability", Dropout::read)
            .with("flatten", "value", settings -> Layers.flatten())
            .with("standardize", "scope", InputStandardization::readFittedOrFixed)
            .with("add", "value", settings -> Layers.add())
            .with("concatenate", "value", settings -> Layers.concatenate())
            .with("conv", "channels", Conv::read)
            .with("convTranspose", "channels", ConvTranspose::read)
            .with("maxPool", "size", MaxPool::read)
            .with("averagePool", "size", AveragePool::read)
            .with("adaptivePool", "size", AdaptivePool::read)
            .with("globalAveragePool", "value", settings -> Layers.globalAveragePool())
            .with("spatialDropout", "probability", SpatialDropout::read)
            .with("zeroPad", "padding", ZeroPad::read)
            .with("upsample", "factor", Upsample::read)
            .with("identityShortcut", "channels", IdentityShortcut::read)
            .with("embedding", "features", Embedding::read)
            .with("tiedLinear", "to", TiedLinear::read)
            .with("reshape", "shape", Reshape::read)
            .with("transpose", "order", Transpose::read)
            .with("slice", "length", Slice::read)
            .with("take", "indices", Take::read)
            .with("pad", "before", Pad::read)
            .with("expand", "shape", Expand::read)
            .with("tile", "times", Tile::read)
            .with("logSoftmax", "value", settings -> Layers.logSoftmax())
            .with("lpNorm", "p", LpNorm::read)
            .with("localResponseNorm", "size", LocalResponseNorm::read)
            .with("prelu", "slopes", PRelu::read)
            .with("constant", "shape", Constant::read)
            .with("reduce", "operator", Reduce::read)
            .with("matmul", "value", settings -> Layers.matmul())
            .with("attention", "heads", Attention::read)
            .with("sequencePool", "kind", SequencePool::read)
            .with("rotary", "width", Rotary::read)
            .with("qkNorm", "queryHeads", QkNorm::read)
            .with("positionEmbedding", "limit", PositionEmbedding::read)
            .with("lstm", "hidden", Lstm::read)
            .with("gru", "hidden", Gru::read));

    private StandardLayers() {}

    private static LayerRegistry withArithmetic(LayerRegistry others) {
        LayerRegistry all = others;
        for (Combine.Operator operator : Combine.Operator.values()) {
            all = all.with(operator.typeName(), "value", settings -> new Combine(operator));
        }
        for (Function function : Function.values()) {
            all = all.with(function.typeName(), function.shorthand(), settings -> Apply.read(function, settings));
        }
        return all;
    }
}
