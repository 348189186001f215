package dev.evenkeel.testkit;

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
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.rearrange.Rearrangement;
import dev.evenkeel.rearrange.Reshape;
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
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.ActivationOracle;
import dev.evenkeel.testkit.oracle.ConcatenateOracle;
import dev.evenkeel.testkit.oracle.DropoutOracle;
import dev.evenkeel.testkit.oracle.EmbeddingOracle;
import dev.evenkeel.testkit.oracle.FusedOracle;
import dev.evenkeel.testkit.oracle.IdentityOracle;
import dev.evenkeel.testkit.oracle.LinearOracle;
import dev.evenkeel.testkit.oracle.LogSoftmaxOracle;
import dev.evenkeel.testkit.oracle.Oracle;
import dev.evenkeel.testkit.oracle.RearrangementOracle;
import dev.evenkeel.testkit.oracle.SoftmaxOracle;
import dev.evenkeel.testkit.oracle.SumOracle;
import dev.evenkeel.testkit.oracle.arithmetic.CombineOracle;
import dev.evenkeel.testkit.oracle.arithmetic.ConstantOracle;
import dev.evenkeel.testkit.oracle.arithmetic.FunctionOracle;
import dev.evenkeel.testkit.oracle.arithmetic.MatrixMultiplyOracle;
import dev.evenkeel.testkit.oracle.arithmetic.PReluOracle;
import dev.evenkeel.testkit.oracle.arithmetic.ReduceOracle;
import dev.evenkeel.testkit.oracle.norm.BatchNormOracle;
import dev.evenkeel.testkit.oracle.norm.BatchRenormOracle;
import dev.evenkeel.testkit.oracle.norm.ExampleNormOracle;
import dev.evenkeel.testkit.oracle.norm.LocalResponseNormOracle;
import dev.evenkeel.testkit.oracle.norm.LpNormOracle;
import dev.evenkeel.testkit.oracle.norm.StandardizationOracle;
import dev.evenkeel.testkit.oracle.sequence.AttentionOracle;
import dev.evenkeel.testkit.oracle.sequence.GruOracle;
import dev.evenkeel.testkit.oracle.sequence.LstmOracle;
import dev.evenkeel.testkit.oracle.sequence.NormalizedCellOracle;
import dev.evenkeel.testkit.oracle.sequence.PositionEmbeddingOracle;
import dev.evenkeel.testkit.oracle.sequence.QkNormOracle;
import dev.evenkeel.testkit.oracle.sequence.RotaryOracle;
import dev.evenkeel.testkit.oracle.sequence.SequencePoolOracle;
import dev.evenkeel.testkit.oracle.spatial.ConvOracle;
import dev.evenkeel.testkit.oracle.spatial.ConvTransposeOracle;
import dev.evenkeel.testkit.oracle.spatial.GlobalMeanOracle;
import dev.evenkeel.testkit.oracle.spatial.MaxOracle;
import dev.evenkeel.testkit.oracle.spatial.MeanOracle;
import dev.evenkeel.testkit.oracle.spatial.ShortcutOracle;
import dev.evenkeel.testkit.oracle.spatial.SpatialDropoutOracle;
import dev.evenkeel.testkit.oracle.spatial.StandardizedConvOracle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The oracles of this library's own layers. */
public final class Oracles {
    private Oracles() {}

    /** The oracle of a layer; empty for a layer of another's. */
    public static Optional<Oracle> of(Layer layer) {
        return Optional.ofNullable(find(layer));
    }

    /**
     * The oracle of a layer that computes {@code next}, which learns nothing, in the same sweep.
     *
     * @param between the shape of one example of what the layer hands on
     */
    public static Oracle fused(Oracle layer, Shape between, Oracle next) {
        return new FusedOracle(layer, between, next);
    }

    private static @Nullable Oracle find(Layer layer) {
        if (layer instanceof Linear linear) {
            return new LinearOracle(linear);
        } else if (layer instanceof Activate activate) {
            return new ActivationOracle(activate);
        } else if (layer instanceof Softmax) {
            return new SoftmaxOracle();
        } else if (layer instanceof LogSoftmax) {
            return new LogSoftmaxOracle();
        } else if (layer instanceof Dropout dropout) {
            return new DropoutOracle(dropout);
        } else if (layer instanceof Flatten) {
            return new IdentityOracle();
        } else if (layer instanceof Add) {
            return new SumOracle();
        } else if (layer instanceof InputStandardization) {
            return StandardizationOracle.fitted();
        } else if (layer instanceof FixedStandardization fixed) {
            return StandardizationOracle.fixed(fixed);
        } else if (layer instanceof Concatenate) {
            return new ConcatenateOracle();
        } else if (layer instanceof Embedding embedding) {
            return new EmbeddingOracle(embedding);
        } else if (layer instanceof Reshape) {
            return new IdentityOracle();
        } else if (layer instanceof Rearrangement rearrangement) {
            return RearrangementOracle.of(rearrangement);
        }
        Oracle spatial = findSpatial(layer);
        Oracle other = spatial == null ? findNormalization(layer) : spatial;
        return other == null ? findArithmetic(layer) : other;
    }

    private static @Nullable Oracle findArithmetic(Layer layer) {
        if (layer instanceof Apply apply) {
            return new FunctionOracle(apply);
        } else if (layer instanceof Combine combine) {
            return new CombineOracle(combine);
        } else if (layer instanceof Constant constant) {
            return new ConstantOracle(constant);
        } else if (layer instanceof PRelu prelu) {
            return new PReluOracle(prelu);
        } else if (layer instanceof Reduce reduce) {
            return new ReduceOracle(reduce);
        } else if (layer instanceof MatrixMultiply) {
            return new MatrixMultiplyOracle();
        }
        return findSequence(layer);
    }

    private static @Nullable Oracle findSequence(Layer layer) {
        if (layer instanceof Attention attention) {
            return new AttentionOracle(attention);
        } else if (layer instanceof Rotary rotary) {
            return new RotaryOracle(rotary);
        } else if (layer instanceof QkNorm norm) {
            return new QkNormOracle(norm);
        } else if (layer instanceof SequencePool pool) {
            return new SequencePoolOracle(pool);
        } else if (layer instanceof PositionEmbedding positions) {
            return new PositionEmbeddingOracle(positions);
        } else if (layer instanceof Recurrent recurrent
                && recurrent.normalization().isPresent()) {
            return new NormalizedCellOracle(recurrent);
        } else if (layer instanceof Lstm lstm) {
            return new LstmOracle(lstm);
        } else if (layer instanceof Gru gru) {
            return new GruOracle(gru);
        }
        return null;
    }

    private static @Nullable Oracle findSpatial(Layer layer) {
        if (layer instanceof Conv conv) {
            ConvOracle plain = new ConvOracle(conv);
            return conv.standardizesWeights() ? new StandardizedConvOracle(conv, plain) : plain;
        } else if (layer instanceof ConvTranspose conv) {
            return new ConvTransposeOracle(conv);
        } else if (layer instanceof MaxPool pool) {
            return MaxOracle.of(pool);
        } else if (layer instanceof AveragePool pool) {
            return MeanOracle.of(pool);
        } else if (layer instanceof AdaptivePool pool) {
            return pool.kind() == AdaptivePool.Kind.MAX ? MaxOracle.of(pool) : MeanOracle.of(pool);
        } else if (layer instanceof GlobalAveragePool) {
            return new GlobalMeanOracle();
        } else if (layer instanceof Upsample upsample) {
            return MeanOracle.of(upsample);
        } else if (layer instanceof ZeroPad pad) {
            return MeanOracle.of(pad);
        } else if (layer instanceof SpatialDropout dropout) {
            return new SpatialDropoutOracle(dropout);
        } else if (layer instanceof IdentityShortcut shortcut) {
            return new ShortcutOracle(shortcut);
        }
        return null;
    }

    private static @Nullable Oracle findNormalization(Layer layer) {
        if (layer instanceof BatchNorm norm) {
            return new BatchNormOracle(norm);
        } else if (layer instanceof BatchRenorm norm) {
            return new BatchRenormOracle(norm);
        } else if (layer instanceof LayerNorm norm) {
            return ExampleNormOracle.of(norm);
        } else if (layer instanceof GroupNorm norm) {
            return ExampleNormOracle.of(norm);
        } else if (layer instanceof InstanceNorm norm) {
            return ExampleNormOracle.of(norm);
        } else if (layer instanceof RmsNorm norm) {
            return ExampleNormOracle.of(norm);
        } else if (layer instanceof LpNorm norm) {
            return new LpNormOracle(norm);
        } else if (layer instanceof LocalResponseNorm norm) {
            return new LocalResponseNormOracle(norm);
        }
        return null;
    }
}
