package dev.evenkeel.lab.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Dataset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the experiments on sequences measure on by default. */
class MadeDataTest {
    @Test
    void sequencesAreTheSameForASeedAndDifferInTheirParts() {
        DataSplit made = MadeSequences.of(1, 60, 60);
        DataSplit again = MadeSequences.of(1, 60, 60);
        assertThat(made.training().fingerprint()).isEqualTo(again.training().fingerprint());
        assertThat(made.training().fingerprint()).isNotEqualTo(made.test().fingerprint());
        assertThat(made.training().fingerprint())
                .isNotEqualTo(MadeSequences.of(2, 60, 60).training().fingerprint());
    }

    @Test
    void lengthsVaryAndTellNothingOfTheClass() {
        Dataset training = MadeSequences.of(3, 6_000, 6).training();
        int positions = training.inputShape().positions();
        double[] meanLength = new double[6];
        int[] range = {positions, 0};
        training.forEachBatch(
                100,
                batch -> IntStream.range(0, batch.examples()).forEach(row -> {
                    int length = batch.mask().realRows(row * positions, (row + 1) * positions);
                    meanLength[(int) batch.targets()[row]] += length / 1_000.0;
                    range[0] = Math.min(range[0], length);
                    range[1] = Math.max(range[1], length);
                }));
        assertThat(range).containsExactly(MadeSequences.SHORTEST, MadeSequences.LONGEST);
        for (double length : meanLength) {
            assertThat(length).isCloseTo(18.5, within(1.5));
        }
    }

    @Test
    void diceAreAllAsLikely() {
        String text = MadeText.dice(1, 4, 40_000);
        assertThat(text).hasSize(40_000).matches("[a-d]+");
        assertThat(text.chars().filter(letter -> letter == 'c').count()).isBetween(9_700L, 10_300L);
    }

    @Test
    void sentencesAreOfTheGrammar() {
        assertThat(MadeText.sentences(1, 500).lines())
                .allMatch(line -> line.matches("(the|a|every|no) [a-z ]+( (the|a|every|no) )[a-z ]+.*\\."));
    }
}
