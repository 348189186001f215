package dev.evenkeel.network;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Settings;
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
import java.util.LinkedHashMap;
import java.util.Map;

/** The registry of every layer of this library: type name, the setting that a bare value stands for, reader. */
final class StandardLayers {
    private static final String[][] SHORTHANDS = {
        {"linear", "features"},
        {"relu", "value"},
        {"leakyRelu", "slope"},
        {"gelu", "approximation"},
        {"silu", "value"},
        {"sigmoid", "value"},
        {"tanh", "value"},
        {"batchNorm", "epsilon"},
        {"batchRenorm", "epsilon"},
        {"layerNorm", "epsilon"},
        {"groupNorm", "groups"},
        {"instanceNorm", "epsilon"},
        {"rmsNorm", "epsilon"},
        {"softmax", "value"},
        {"dropout", "probability"},
        {"flatten", "value"},
        {"standardize", "scope"},
        {"add", "value"},
        {"concatenate", "value"},
        {"conv", "channels"},
        {"convTranspose", "channels"},
        {"maxPool", "size"},
        {"averagePool", "size"},
        {"adaptivePool", "size"},
        {"globalAveragePool", "value"},
        {"spatialDropout", "probability"},
        {"zeroPad", "padding"},
        {"upsample", "factor"},
        {"identityShortcut", "channels"},
        {"embedding", "features"},
        {"tiedLinear", "to"},
        {"reshape", "shape"},
        {"transpose", "order"},
        {"slice", "length"},
        {"take", "indices"},
        {"pad", "before"},
        {"expand", "shape"},
        {"tile", "times"},
        {"logSoftmax", "value"},
        {"lpNorm", "p"},
        {"localResponseNorm", "size"},
        {"prelu", "slopes"},
        {"constant", "shape"},
        {"reduce", "operator"},
        {"matmul", "value"},
        {"attention", "heads"},
        {"sequencePool", "kind"},
        {"rotary", "width"},
        {"qkNorm", "queryHeads"},
        {"positionEmbedding", "limit"},
        {"lstm", "hidden"},
        {"gru", "hidden"},
    };

    static final LayerRegistry REGISTRY = registry();

    private StandardLayers() {}

    private static LayerRegistry registry() {
        Map<String, LayerRegistry.Reader> readers = new LinkedHashMap<>();
        for (String[] type : SHORTHANDS) {
            readers.put(type[0], new LayerRegistry.Reader(type[1], settings -> read(type[0], settings)));
        }
        for (Combine.Operator operator : Combine.Operator.values()) {
            readers.put(operator.typeName(), new LayerRegistry.Reader("value", settings -> new Combine(operator)));
        }
        for (Function function : Function.values()) {
            readers.put(
                    function.typeName(),
                    new LayerRegistry.Reader(function.shorthand(), settings -> Apply.read(function, settings)));
        }
        return new LayerRegistry(readers);
    }

    /** A switch: fifty method references would cost every process that reads a model a twentieth of a second. */
    private static Layer read(String typeName, Settings settings) {
        return switch (typeName) {
            case "linear" -> Linear.read(settings);
            case "relu" -> Layers.relu();
            case "leakyRelu" -> Activate.readLeakyRelu(settings);
            case "gelu" -> Activate.readGelu(settings);
            case "silu" -> Layers.silu();
            case "sigmoid" -> Layers.sigmoid();
            case "tanh" -> Layers.tanh();
            case "batchNorm" -> BatchNorm.read(settings);
            case "batchRenorm" -> BatchRenorm.read(settings);
            case "layerNorm" -> LayerNorm.read(settings);
            case "groupNorm" -> GroupNorm.read(settings);
            case "instanceNorm" -> InstanceNorm.read(settings);
            case "rmsNorm" -> RmsNorm.read(settings);
            case "softmax" -> Layers.softmax();
            case "dropout" -> Dropout.read(settings);
            case "flatten" -> Layers.flatten();
            case "standardize" -> InputStandardization.readFittedOrFixed(settings);
            case "add" -> Layers.add();
            case "concatenate" -> Layers.concatenate();
            case "conv" -> Conv.read(settings);
            case "convTranspose" -> ConvTranspose.read(settings);
            case "maxPool" -> MaxPool.read(settings);
            case "averagePool" -> AveragePool.read(settings);
            case "adaptivePool" -> AdaptivePool.read(settings);
            case "globalAveragePool" -> Layers.globalAveragePool();
            case "spatialDropout" -> SpatialDropout.read(settings);
            case "zeroPad" -> ZeroPad.read(settings);
            case "upsample" -> Upsample.read(settings);
            case "identityShortcut" -> IdentityShortcut.read(settings);
            case "embedding" -> Embedding.read(settings);
            case "tiedLinear" -> TiedLinear.read(settings);
            case "reshape" -> Reshape.read(settings);
            case "transpose" -> Transpose.read(settings);
            case "slice" -> Slice.read(settings);
            case "take" -> Take.read(settings);
            case "pad" -> Pad.read(settings);
            case "expand" -> Expand.read(settings);
            case "tile" -> Tile.read(settings);
            case "logSoftmax" -> Layers.logSoftmax();
            case "lpNorm" -> LpNorm.read(settings);
            case "localResponseNorm" -> LocalResponseNorm.read(settings);
            case "prelu" -> PRelu.read(settings);
            case "constant" -> Constant.read(settings);
            case "reduce" -> Reduce.read(settings);
            case "matmul" -> Layers.matmul();
            case "attention" -> Attention.read(settings);
            case "sequencePool" -> SequencePool.read(settings);
            case "rotary" -> Rotary.read(settings);
            case "qkNorm" -> QkNorm.read(settings);
            case "positionEmbedding" -> PositionEmbedding.read(settings);
            case "lstm" -> Lstm.read(settings);
            case "gru" -> Gru.read(settings);
            default -> throw new IllegalStateException("No reader of " + typeName);
        };
    }
}
