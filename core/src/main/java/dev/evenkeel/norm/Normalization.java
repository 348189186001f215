package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.norm.setting.Affine;

/** A layer {@code y = gamma * xhat + beta} that keeps its input's shape, where xhat is its input normalised. */
@CheckReturnValue
public interface Normalization extends UnaryLayer {
    /** Whether gamma and beta are learned, and from where. */
    Affine affine();

    /** The same with another choice of what is learned; a layer that never has a beta takes that of gamma alone. */
    Normalization with(Affine affine);

    /**
     * {@code y = xhat + beta}, the same without a gamma: Keras's {@code scale=False}, Flax's {@code use_scale=False}.
     * PyTorch has no such layer.
     */
    Normalization withoutScale();

    /**
     * {@code y = gamma * xhat}, the same without a beta: PyTorch's {@code bias=False}, Keras's {@code center=False},
     * Flax's {@code use_bias=False}.
     */
    Normalization withoutBias();

    /**
     * The same with a learned gamma that starts at 0. As the last layer in the body of a residual it lets the block begin
     * as its shortcut alone, which eases the start of deep networks with large batches (Goyal et al. 2017, arXiv
     * 1706.02677, section 5.1).
     */
    Normalization zeroGamma();
}
