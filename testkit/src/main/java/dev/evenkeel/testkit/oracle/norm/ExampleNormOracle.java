package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.norm.setting.RowAxes;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import dev.evenkeel.testkit.oracle.norm.SharedStatistics.Centre;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * Normalization of each example by itself: {@code y = gamma xhat + beta} with statistics that a set of its values share.
 * Training and inference compute the same.
 *
 * @param sets which set the value at an index belongs to
 * @param affine how many values gamma and beta have
 * @param padding what padded positions do: in a row of their own they concern nobody else
 */
public record ExampleNormOracle(
        Function<Given, IntUnaryOperator> sets,
        ToIntFunction<Given> affine,
        Centre centre,
        double epsilon,
        UnaryOperator<Given> padding)
        implements Oracle {

    /** One position, or one example. */
    public static Oracle of(LayerNorm layer) {
        ToIntFunction<Given> together = layer.axes() == RowAxes.LAST
                ? Given::channels
                : given -> given.shape().size();
        return new ExampleNormOracle(
                given -> index -> index / together.applyAsInt(given),
                together,
                Centre.MEAN,
                layer.epsilon(),
                Given::complete);
    }

    /** One position, around zero. */
    public static Oracle of(RmsNorm layer) {
        return new ExampleNormOracle(
                given -> index -> index / given.channels(),
                Given::channels,
                Centre.ZERO,
                layer.epsilon(),
                Given::complete);
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
                given -> index -> {
                    int example = index / given.shape().size();
                    int channel = index % given.channels();
                    int count = groups.applyAsInt(given);
                    return example * count + channel / (given.channels() / count);
                },
                Given::channels,
                Centre.MEAN,
                epsilon,
                UnaryOperator.identity());
    }

    @Override
    public double[] train(Given given) {
        return scaled(given).forward(statistics(given).xhat());
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        SharedStatistics statistics = statistics(given);
        Scaled scaled = scaled(given);
        return Gradients.of(statistics.backward(scaled.backward(dy)), scaled.gradients(statistics.xhat(), dy));
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private SharedStatistics statistics(Given given) {
        return new SharedStatistics(padding.apply(given), sets.apply(given), centre, epsilon);
    }

    private Scaled scaled(Given given) {
        return new Scaled(given, affine.applyAsInt(given));
    }
}
