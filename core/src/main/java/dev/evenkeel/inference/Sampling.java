package dev.evenkeel.inference;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.tensor.Randomness;
import java.util.Arrays;

/**
 * How a token is drawn from a language model's scores x: with probability {@code exp(x_i / temperature)} over their sum, among
 * the {@code topK} highest scores.
 *
 * @param temperature below 1 for likelier tokens, above 1 for more surprising ones; 0 always takes the likeliest
 * @param topK how many of the highest scores count (Fan et al. 2018), with those that equal the lowest of them; 0 for all
 */
@CheckReturnValue
public record Sampling(double temperature, int topK) {
    public Sampling {
        if (!(temperature >= 0 && Double.isFinite(temperature)) || topK < 0) {
            throw new IllegalArgumentException(
                    "Sampling needs a temperature and a topK of 0 or more, but got " + temperature + " and " + topK);
        }
    }

    /** Of all scores, as they are. */
    public static Sampling standard() {
        return new Sampling(1, 0);
    }

    /** Always the likeliest. */
    public static Sampling greedy() {
        return new Sampling(0, 0);
    }

    public Sampling temperature(double other) {
        return new Sampling(other, topK);
    }

    public Sampling topK(int count) {
        return new Sampling(temperature, count);
    }

    /**
     * The token drawn from {@code scores}; the lowest of several equal likeliest.
     *
     * @throws IllegalArgumentException if there is no score, or one is not a number
     */
    public int draw(float[] scores, Randomness randomness) {
        int likeliest = 0;
        for (int token = 0; token < scores.length; token++) {
            if (Float.isNaN(scores[token])) {
                throw new IllegalArgumentException("Sampling needs scores that are numbers, but that of token " + token
                        + " is NaN: the network's weights or its input are not finite");
            }
            likeliest = scores[token] > scores[likeliest] ? token : likeliest;
        }
        if (scores.length == 0) {
            throw new IllegalArgumentException("Sampling needs at least one score, but got none");
        }
        if (scores[likeliest] == Float.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("Sampling needs a token that is possible, but all scores are -infinity");
        }
        if (temperature == 0 || scores[likeliest] == Float.POSITIVE_INFINITY) {
            return likeliest;
        }
        float least = least(scores);
        double[] sums = new double[scores.length];
        double sum = 0;
        for (int token = 0; token < scores.length; token++) {
            if (scores[token] >= least) {
                sum += Math.exp(((double) scores[token] - scores[likeliest]) / temperature);
            }
            sums[token] = sum;
        }
        double drawn = randomness.nextDouble() * sum;
        int token = 0;
        while (token < scores.length - 1 && sums[token] <= drawn) {
            token++;
        }
        return scores[token] >= least ? token : likeliest;
    }

    /** The score below which none counts. */
    private float least(float[] scores) {
        if (topK == 0 || topK >= scores.length) {
            return Float.NEGATIVE_INFINITY;
        }
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - topK];
    }
}
