package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/** {@code y[c] = mean over the real positions p of x[p, c]}, and 0 where there is none. */
public record GlobalMeanOracle() implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = new double[given.examples() * given.channels()];
        each(given, (x, at, share) -> y[at] += share * given.input()[x]);
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = new double[given.input().length];
        each(given, (x, at, share) -> dx[x] += share * dy[at]);
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private interface Part {
        void of(int x, int y, double share);
    }

    private static void each(Given given, Part part) {
        int positions = given.shape().positions();
        int channels = given.channels();
        for (int example = 0; example < given.examples(); example++) {
            int count = 0;
            for (int position = 0; position < positions; position++) {
                count += given.real()[example * positions + position] ? 1 : 0;
            }
            for (int position = 0; position < positions; position++) {
                int row = example * positions + position;
                for (int c = 0; c < channels && given.real()[row]; c++) {
                    part.of(row * channels + c, example * channels + c, 1.0 / count);
                }
            }
        }
    }
}
