package dev.evenkeel.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvenBatchesTest {
    @ParameterizedTest
    @CsvSource({"129, 128, 2", "128, 128, 1", "1, 128, 1", "0, 8, 0", "60000, 128, 469", "7, 3, 3"})
    void allExamplesAreCutIntoBatchesThatDifferByAtMostOne(int examples, int size, int count) {
        EvenBatches cut = new EvenBatches(examples, size);
        assertThat(cut.count()).isEqualTo(count);
        int next = 0;
        for (int batch = 0; batch < count; batch++) {
            assertThat(cut.from(batch)).isEqualTo(next);
            int length = cut.to(batch) - cut.from(batch);
            assertThat(length)
                    .isBetween(examples / count, (examples + count - 1) / count)
                    .isLessThanOrEqualTo(size);
            next = cut.to(batch);
        }
        assertThat(next).isEqualTo(examples);
    }

    @Test
    void oneMoreThanABatchLeavesNoBatchOfOne() {
        EvenBatches cut = new EvenBatches(129, 128);
        assertThat(cut.to(0)).isEqualTo(64);
        assertThat(cut.to(1) - cut.from(1)).isEqualTo(65);
    }
}
