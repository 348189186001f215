package dev.evenkeel.testkit.oracle.sequence;

import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.List;
import java.util.stream.IntStream;

/** {@code y_c = sum_t w_tc x_tc}: each real position weighs {@code 1/count}, or the chosen one 1. */
public record SequencePoolOracle(SequencePool pool) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = new double[given.examples() * given.channels()];
        double[] weights = weights(given);
        for (int index = 0; index < weights.length; index++) {
            y[outputOf(given, index)] += weights[index] == 0 ? 0 : weights[index] * given.input()[index];
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] weights = weights(given);
        double[] dx = new double[weights.length];
        for (int index = 0; index < dx.length; index++) {
            dx[index] = weights[index] * dy[outputOf(given, index)];
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private static int outputOf(Given given, int index) {
        return index / given.shape().size() * given.channels() + index % given.channels();
    }

    private double[] weights(Given given) {
        double[] weights = new double[given.input().length];
        for (int output = 0; output < given.examples() * given.channels(); output++) {
            int example = output / given.channels();
            int channel = output % given.channels();
            List<Integer> real = IntStream.range(0, given.shape().positions())
                    .map(position -> (example * given.shape().positions() + position) * given.channels() + channel)
                    .filter(given::isReal)
                    .boxed()
                    .toList();
            for (int index : real) {
                weights[index] = switch (pool.kind()) {
                    case MEAN -> 1.0 / real.size();
                    case LAST -> index == real.get(real.size() - 1) ? 1 : 0;
                    case MAX ->
                        index
                                        == real.stream()
                                                .reduce((best, other) ->
                                                        given.input()[other] > given.input()[best] ? other : best)
                                                .orElseThrow()
                                ? 1
                                : 0;
                };
            }
        }
        return weights;
    }
}
