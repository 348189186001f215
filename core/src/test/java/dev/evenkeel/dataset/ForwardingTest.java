package dev.evenkeel.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Datasets that differ from another in one thing. */
class ForwardingTest {
    private final AtomicInteger reads = new AtomicInteger();

    private final Dataset table = new Dataset() {
        @Override
        public int size() {
            return 4;
        }

        @Override
        public Shape inputShape() {
            return Shape.of(2);
        }

        @Override
        public Target target() {
            return Target.values(1);
        }

        @Override
        public void read(int index, Batch batch, int row) {
            reads.incrementAndGet();
            batch.inputs()[batch.inputOffset(row)] = index;
            batch.targets()[batch.targetOffset(row)] = -index;
        }

        @Override
        public String name() {
            return "homes.csv";
        }

        @Override
        public String exampleName(int index) {
            return "line " + (index + 2);
        }

        @Override
        public String inputName(int index) {
            return "column " + index;
        }
    };

    private static List<List<Float>> read(Dataset data) {
        List<List<Float>> examples = new ArrayList<>();
        data.forEachBatch(8, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                examples.add(List.of(
                        batch.inputs()[batch.inputOffset(row)],
                        batch.targets()[batch.targetOffset(row)],
                        batch.weights()[row]));
            }
        });
        return examples;
    }

    @Test
    void weightsComeBesideWhatTheExamplesAre() {
        float[] weights = {1, 0, 0.5f, 3};
        Dataset weighted = Datasets.weighted(table, weights);
        weights[0] = 9;
        assertThat(read(weighted))
                .containsExactly(
                        List.of(0f, 0f, 1f), List.of(1f, -1f, 0f), List.of(2f, -2f, 0.5f), List.of(3f, -3f, 3f));
        assertToldAs(weighted);
        assertThat(weighted.exampleName(1)).isEqualTo("line 3");
        assertThat(weighted.fingerprint()).isNotEqualTo(table.fingerprint());
        assertThat(weighted.select(new int[] {3}).exampleName(0)).isEqualTo("line 5");
        assertThatThrownBy(() -> Datasets.weighted(table, new float[3]))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("A dataset needs one weight per example, but got 3 weights for 4 examples");
        assertThatThrownBy(() -> Datasets.weighted(table, new float[] {1, 1, Float.NaN, 1}))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("A weight needs to be a finite number of 0 or more, but that of line 4 is NaN");
    }

    @Test
    void aFingerprintThatIsTakenOnceIsNotTakenAgain() {
        Dataset fingerprinted = Datasets.fingerprinted(table);
        int taken = reads.get();
        assertThat(fingerprinted.fingerprint()).isEqualTo(fingerprinted.fingerprint());
        assertThat(reads).hasValue(taken);
        assertThat(fingerprinted.fingerprint()).isEqualTo(table.fingerprint());
        assertThat(read(fingerprinted)).isEqualTo(read(table));
        assertToldAs(fingerprinted);
    }

    @Test
    void aSelectionHasSomeExamplesInTheirOrder() {
        Dataset selection = table.select(new int[] {2, 0});
        assertThat(read(selection)).containsExactly(List.of(2f, -2f, 1f), List.of(0f, 0f, 1f));
        assertThat(selection.exampleName(0)).isEqualTo("line 4");
        assertThat(selection).hasToString("homes.csv: 2 examples [2], 1 value");
    }

    private void assertToldAs(Dataset data) {
        assertThat(data.name()).isEqualTo("homes.csv");
        assertThat(data.inputName(1)).isEqualTo("column 1");
        assertThat(data.describe()).isEqualTo(table.describe());
        assertThat(data).hasToString(table.describe());
    }
}
