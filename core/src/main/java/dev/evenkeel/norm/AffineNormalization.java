package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * A normalization that keeps its own type when what it learns is changed, and by default has a gamma and beta per channel.
 *
 * @param <N> the type of the layer itself
 */
@CheckReturnValue
interface AffineNormalization<N extends AffineNormalization<N>> extends Normalization {
    @Override
    N with(Affine affine);

    @Override
    default N withoutScale() {
        return with(affine().withoutScale());
    }

    @Override
    default N withoutBias() {
        return with(affine().withoutBias());
    }

    @Override
    default N zeroGamma() {
        return with(affine().fromZero());
    }

    /** {@code y = xhat}. */
    default N withoutAffine() {
        return with(Affine.NONE);
    }

    @Override
    default List<Parameter> parameters(Shape input) {
        return affine().parameters(Shape.of(input.channels()));
    }
}
