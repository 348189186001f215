package dev.evenkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.tensor.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderDecoderTest {
    private static final int TOKENS = 9;
    private static final int LENGTH = 6;
    private final EncoderDecoder example = new EncoderDecoder(TOKENS, LENGTH);

    @Test
    void itWritesSequencesBackwardsThatItNeverSaw() {
        List<int[]> sequences = sequences(2100);
        Predictor predictor = example.learn(sequences.subList(0, 2000));
        int right = 0;
        for (int[] source : sequences.subList(2000, 2100)) {
            int[] written = example.write(predictor, source);
            for (int place = 0; place < LENGTH; place++) {
                right += written[place] == source[LENGTH - 1 - place] ? 1 : 0;
            }
        }
        assertThat(right).as("of 600 tokens").isGreaterThan(570);
    }

    @Test
    void noPositionSeesWhatIsWrittenLater() {
        Predictor predictor = example.learn(sequences(32));
        float[] input = {1, 2, 3, 4, 5, 6, 0, 6, 5, 4, 3, 2};
        float[] changed = input.clone();
        changed[10] = 8;
        float[] one = predictor.predict(input);
        float[] other = predictor.predict(changed);
        assertThat(Arrays.copyOf(one, 4 * TOKENS)).isEqualTo(Arrays.copyOf(other, 4 * TOKENS));
        assertThat(one).isNotEqualTo(other);
        changed = input.clone();
        changed[0] = 8;
        assertThat(predictor.predict(changed)[0]).isNotEqualTo(one[0]);
    }

    @Test
    void theAuditFindsNothing() {
        assertThat(Audit.of(example.network()).findings()).isEmpty();
    }

    private static List<int[]> sequences(int count) {
        Randomness randomness = Randomness.of(1, "sequences");
        List<int[]> sequences = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int[] sequence = new int[LENGTH];
            for (int place = 0; place < LENGTH; place++) {
                sequence[place] = 1 + randomness.nextInt(TOKENS - 1);
            }
            sequences.add(sequence);
        }
        return sequences;
    }
}
