package dev.evenkeel.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.Optimizers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenGeneratorTest {
    private static final int TOKENS = 4;

    @Test
    void aModelOfAPeriodGoesOnWithItBeyondItsContext() {
        Predictor counting = counting(8);
        try (TokenGenerator generator = new TokenGenerator(counting, new int[] {2, 3, 0}, Sampling.greedy(), 1)) {
            int[] drawn = IntStream.range(0, 30).map(step -> generator.next()).toArray();
            assertThat(drawn)
                    .isEqualTo(IntStream.range(0, 30)
                            .map(step -> (step + 1) % TOKENS)
                            .toArray());
        }
    }

    @Test
    void theSameSeedGivesTheSameTokens() {
        Predictor counting = counting(8);
        assertThat(drawn(counting, 5)).isEqualTo(drawn(counting, 5)).isNotEqualTo(drawn(counting, 6));
    }

    private static int[] drawn(Predictor predictor, long seed) {
        try (TokenGenerator generator = new TokenGenerator(predictor, new int[] {0}, new Sampling(3, 0), seed)) {
            return IntStream.range(0, 40).map(step -> generator.next()).toArray();
        }
    }

    @Test
    void tokensAreDrawnByTheirProbabilities() {
        float[] scores = {0f, (float) Math.log(2), (float) Math.log(5), -3e38f};
        int[] counts = counts(scores, Sampling.standard());
        assertThat(counts[0] / 8000.0).isBetween(0.11, 0.14);
        assertThat(counts[1] / 8000.0).isBetween(0.23, 0.27);
        assertThat(counts[2] / 8000.0).isBetween(0.60, 0.65);
        assertThat(counts[3]).isZero();
        int[] top = counts(scores, Sampling.standard().topK(2));
        assertThat(top[0]).isZero();
        assertThat(top[1] / 8000.0).isBetween(0.26, 0.31);
        int[] cold = counts(scores, Sampling.standard().temperature(0.5));
        assertThat(cold[2] / 8000.0).isBetween(0.81, 0.86);
        assertThat(counts(scores, Sampling.greedy())[2]).isEqualTo(8000);
    }

    private static int[] counts(float[] scores, Sampling sampling) {
        Randomness randomness = new Randomness(3);
        int[] counts = new int[scores.length];
        for (int draw = 0; draw < 8000; draw++) {
            counts[sampling.draw(scores, randomness)]++;
        }
        return counts;
    }

    @Test
    void whatCannotBeContinuedIsRefused() {
        Predictor counting = counting(4);
        assertThatThrownBy(() -> new TokenGenerator(counting, new int[0], Sampling.greedy(), 1))
                .hasMessageContaining("at least one token");
        assertThatThrownBy(() -> new TokenGenerator(counting, new int[] {7}, Sampling.greedy(), 1))
                .hasMessageContaining("from 0 to 3")
                .hasMessageContaining("7");
        Predictor classifier = Trainer.of(Network.of(Shape.of(2), Layers.linear(2)))
                .loss(Losses.meanSquaredError())
                .epochs(1)
                .fit(Datasets.of(Shape.of(2), new float[2][2], new float[2][2]))
                .freeze();
        assertThatThrownBy(() -> new TokenGenerator(classifier, new int[] {0}, Sampling.greedy(), 1))
                .hasMessageContaining("language model");
        float infinite = Float.POSITIVE_INFINITY;
        assertThat(Sampling.standard().draw(new float[] {0, infinite}, new Randomness(1)))
                .isEqualTo(1);
        assertThatThrownBy(() -> Sampling.standard().draw(new float[] {-infinite, -infinite}, new Randomness(1)))
                .hasMessageContaining("-infinity");
        assertThatThrownBy(() -> new Sampling(-1, 0)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Sampling.greedy().draw(new float[] {Float.NaN}, new Randomness(1)))
                .hasMessageContaining("NaN");
    }

    /** Learns that after each token comes the next, and after the last the first. */
    private static Predictor counting(int context) {
        float[][] inputs = new float[TOKENS * 8][context];
        float[][] targets = new float[inputs.length][context];
        for (int row = 0; row < inputs.length; row++) {
            for (int position = 0; position < context; position++) {
                inputs[row][position] = (row + position) % TOKENS;
                targets[row][position] = (row + position + 1) % TOKENS;
            }
        }
        return Trainer.of(Transformer.of(1, 2, 16).languageModel(TOKENS, context))
                .loss(Losses.crossEntropy())
                .optimizer(Optimizers.adamW(0.01))
                .batchSize(8)
                .epochs(30)
                .fit(Datasets.of(Shape.of(context, 1), inputs, targets))
                .freeze();
    }
}
