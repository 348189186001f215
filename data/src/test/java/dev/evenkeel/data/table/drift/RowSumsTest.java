package dev.evenkeel.data.table.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowSumsTest {
    @Test
    void theRatioOfVariancesOfAConstantColumnIsNotNegative() {
        for (int constant = 1; constant <= 20; constant++) {
            StoredColumns stored = new StoredColumns(
                    new double[] {0.1}, new double[] {0.003}, new double[0], Double.POSITIVE_INFINITY);
            RowSums sums = new RowSums(1, 0);
            for (int row = 0; row < 1_000; row++) {
                sums.add(new float[] {constant / 3f}, 0, stored, List.of());
            }
            assertThat(sums.ratio(0)).as("of %s / 3", constant).isBetween(0.0, 1e-3);
        }
    }
}
