package dev.evenkeel.train.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleOrderTest {
    private static final int POSITIONS = 40;

    @ParameterizedTest
    @CsvSource({"1, 8, 1", "30, 8, 2", "270, 30, 3", "1001, 16, 4", "5000, 64, 5"})
    void eachEpochHasEveryExampleOnceAndAnOrderOfItsOwn(int examples, int batchSize, long seed) {
        ExampleOrder order = order(examples, batchSize, seed);
        int[] first = written(order, 0);
        assertThat(Arrays.stream(first).sorted())
                .containsExactly(IntStream.range(0, examples).boxed().toArray(Integer[]::new));
        assertThat(written(order, 0)).isEqualTo(first);
        if (examples > 1) {
            assertThat(written(order, 1)).isNotEqualTo(first);
        }
    }

    @Test
    void lengthsThatAreSpreadEvenlyLeaveLittlePadding() {
        assertThat(order(270, 30, 1).paddingShare(0)).isLessThan(0.15);
        assertThat(order(2000, 16, 1).paddingShare(3)).isLessThan(0.12);
    }

    @Test
    void anExampleMeetsOthersInEachEpoch() {
        ExampleOrder order = order(1000, 10, 1);
        assertThat(companions(order, 0)).doesNotContainAnyElementsOf(List.of(5));
        List<Integer> both = new ArrayList<>(companions(order, 0));
        both.retainAll(companions(order, 1));
        assertThat(both).hasSizeLessThan(3);
    }

    @Test
    void sequencesOfOneLengthAreShuffledAlone() {
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < 10; index++) {
            examples.add(Example.of(new float[POSITIONS], 0).withLength(POSITIONS));
        }
        Dataset data = Datasets.of(Shape.of(POSITIONS, 1), Target.classes(List.of("a", "b")), examples);
        assertThat(SequenceLengths.of(data)).isSameAs(SequenceLengths.NONE);
    }

    @Test
    void aLadderHoldsEveryLengthAndFitsFewOnesExactly() {
        assertThat(lengths(3, 3, 9, 9, 9, 30).ladder()).contains(3, 9, 30);
        assertThat(lengths(0, 1, 1).ladder()).containsExactly(1);
        SequenceLengths many = order(3000, 10, 8).lengths();
        assertThat(many.ladder()).hasSize(10).isSorted();
        assertThat(many.ladder()[9]).isEqualTo(Arrays.stream(many.of()).max().orElseThrow());
    }

    /** With which examples the sixth shares its batch. */
    private static List<Integer> companions(ExampleOrder order, int epoch) {
        int[] written = written(order, epoch);
        for (int batch = 0; batch < order.cut().count(); batch++) {
            List<Integer> members = new ArrayList<>(Arrays.stream(Arrays.copyOfRange(
                            written, order.cut().from(batch), order.cut().to(batch)))
                    .boxed()
                    .toList());
            if (members.removeIf(member -> member == 5)) {
                return members;
            }
        }
        throw new AssertionError("no batch has the example");
    }

    private static int[] written(ExampleOrder order, int epoch) {
        int[] written = new int[order.cut().examples()];
        order.write(written, epoch);
        return written;
    }

    private static ExampleOrder order(int examples, int batchSize, long seed) {
        Randomness randomness = Randomness.of(seed, "lengths");
        int[] lengths = IntStream.range(0, examples)
                .map(index -> 1 + randomness.nextInt(POSITIONS - 1))
                .toArray();
        return new ExampleOrder(new EvenBatches(examples, batchSize), lengths(lengths), seed);
    }

    private static SequenceLengths lengths(int... lengths) {
        Shape shape = Shape.of(POSITIONS, 1);
        List<Example> examples = new ArrayList<>();
        for (int length : lengths) {
            examples.add(Example.of(new float[POSITIONS], 0).withLength(Math.max(1, length)));
        }
        return SequenceLengths.of(Datasets.of(shape, Target.classes(List.of("a", "b")), examples));
    }
}
