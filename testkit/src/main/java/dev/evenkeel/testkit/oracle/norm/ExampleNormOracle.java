package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.norm.setting.RowAxes;
import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.reference.NormalizationReference.Center;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Normalization of each example by itself: {@code y = gamma xhat + beta} with statistics that a set of its values share.
 * Training and inference compute the same.
 *
 * @param reference which sets there are
 */
public record ExampleNormOracle(Function<Given, NormalizationReference> reference) implements Oracle {

    /** One position, or one example. In a row of their own padded positions concern nobody else. */
    public static Oracle of(LayerNorm layer) {
        return new ExampleNormOracle(given -> NormalizationReference.rows(
                layer.axes() == RowAxes.LAST ? given.channels() : given.shape().size(), Center.MEAN, layer.epsilon()));
    }

    /** One position, around zero. */
    public static Oracle of(RmsNorm layer) {
        return new ExampleNormOracle(
                given -> NormalizationReference.rows(given.channels(), Center.ZERO, layer.epsilon()));
    }

    /** A group of channels of one example. */
    public static Oracle of(GroupNorm layer) {
        return groups(given -> layer.groups(), layer.epsilon());
    }

    /** A channel of one example. */
    public static Oracle of(InstanceNorm layer) {
        return groups(Given::channels, layer.epsilon());
    }

    private static Oracle groups(ToIntFunction<Given> groups, double epsilon) {
        return new ExampleNormOracle(
                given -> NormalizationReference.group(given.shape(), groups.applyAsInt(given), epsilon)
                        .masked(given::isReal));
    }

    @Override
    public double[] train(Given given) {
        return scaled(given).forward(reference.apply(given).normalized(given.input()));
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        NormalizationReference of = reference.apply(given);
        Scaled scaled = scaled(given);
        return Gradients.of(
                of.inputGradient(given.input(), scaled.backward(dy)),
                scaled.gradients(of.normalized(given.input()), dy));
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private Scaled scaled(Given given) {
        return new Scaled(given, reference.apply(given).affine());
    }
}
