package dev.evenkeel.kernel.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowOffsetsTest {
    private static WindowOffsets line(int inputs, int outputs, int size, int stride, int before) {
        return WindowOffsets.of(Grid.of(List.of(new Axis(inputs, outputs, size, stride, 1, before, 0))));
    }

    private static double[][] matrix(WindowOffsets taps) {
        double[][] matrix = new double[taps.outputs()][taps.inputs()];
        for (int tap = 0; tap < taps.count(); tap++) {
            matrix[taps.output(tap)][taps.row(tap)] += taps.weight(tap);
        }
        return matrix;
    }

    @Test
    void aWindowReadsItsPositionsWithoutThePadding() {
        assertThat(matrix(line(5, 3, 3, 2, 1)))
                .isDeepEqualTo(new double[][] {{1, 1, 0, 0, 0}, {0, 1, 1, 1, 0}, {0, 0, 0, 1, 1}});
    }

    @Test
    void averagesWeighTheirRowsAlike() {
        float third = 1f / 3;
        assertThat(matrix(line(5, 3, 3, 2, 1).averaging()))
                .isDeepEqualTo(new double[][] {{0.5, 0.5, 0, 0, 0}, {0, third, third, third, 0}, {0, 0, 0, 0.5, 0.5}});
        assertThat(matrix(line(2, 1, 2, 1, 0).weighing(0.25f))).isDeepEqualTo(new double[][] {{0.25, 0.25}});
    }

    static Stream<WindowOffsets> all() {
        Axis two = new Axis(5, 2, 2, 2, 1, 0, 0);
        Axis three = new Axis(4, 4, 3, 1, 1, 1, 1);
        return Stream.of(
                line(0, 0, 2, 2, 0),
                line(1, 1, 1, 1, 0),
                line(9, 3, 2, 4, 0),
                line(3, 6, 2, 1, 2),
                line(200, 3, 70, 60, 0),
                line(66, 1, 66, 1, 0),
                WindowOffsets.of(Grid.of(List.of(two, two))),
                WindowOffsets.of(Grid.of(List.of(three, two, three))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theTransposedMatrixIsTheTransposedMatrix(WindowOffsets taps) {
        double[][] matrix = matrix(taps.averaging());
        double[][] transposed = matrix(taps.averaging().transposed());
        assertThat(transposed).hasDimensions(taps.inputs(), transposed.length == 0 ? 0 : taps.outputs());
        for (int row = 0; row < transposed.length; row++) {
            for (int output = 0; output < matrix.length; output++) {
                assertThat(transposed[row][output]).isEqualTo(matrix[output][row]);
            }
        }
        assertThat(matrix(taps.averaging().transposed().transposed())).isDeepEqualTo(matrix);
    }

    @ParameterizedTest
    @MethodSource("all")
    void theTapsOfAnOutputAscendAndTheLargerSideIsWalkedInOrder(WindowOffsets taps) {
        for (WindowOffsets each : List.of(taps, taps.transposed())) {
            int[] last = new int[each.outputs()];
            int[] seen = new int[each.outputs()];
            Arrays.fill(last, -1);
            for (int tap = 0; tap < each.count(); tap++) {
                int output = each.output(tap);
                assertThat(each.isFirst(tap)).isEqualTo(last[output] < 0);
                assertThat(each.row(tap)).isGreaterThan(last[output]);
                last[output] = each.row(tap);
                seen[output]++;
            }
            assertThat(IntStream.range(0, each.outputs()).map(each::taps)).containsExactly(box(seen));
            assertThat(each.most()).isEqualTo(Arrays.stream(seen).max().orElse(0));
            boolean byRow = each.inputs() >= each.outputs() && each.most() <= WindowOffsets.SUM_TAPS;
            for (int tap = 1; tap < each.count(); tap++) {
                int before = byRow ? each.row(tap - 1) : each.output(tap - 1);
                assertThat(byRow ? each.row(tap) : each.output(tap)).isGreaterThanOrEqualTo(before);
            }
        }
    }

    private static Integer[] box(int[] values) {
        return Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    @Test
    void rowsThatAreReadOnceAreToldFromOthers() {
        assertThat(line(9, 4, 2, 2, 0).areDisjoint()).isTrue();
        assertThat(line(9, 3, 2, 4, 0).areDisjoint()).isTrue();
        assertThat(line(9, 8, 2, 1, 0).areDisjoint()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void tapsInFoursAreTheSameTaps(WindowOffsets taps) {
        assertThat(matrix(taps.averaging().inFours())).isDeepEqualTo(matrix(taps.averaging()));
    }

    @Test
    void tapsComeInFoursWhereEachOutputHasFour() {
        Axis two = new Axis(5, 2, 2, 2, 1, 0, 0);
        WindowOffsets square = WindowOffsets.of(Grid.of(List.of(two, two)));
        assertThat(square.areInFours()).isFalse();
        assertThat(square.inFours().areInFours()).isTrue();
        assertThat(IntStream.range(0, 16).map(square.inFours()::row))
                .containsExactly(0, 1, 5, 6, 2, 3, 7, 8, 10, 11, 15, 16, 12, 13, 17, 18);
        assertThat(line(10, 3, 4, 3, 0).inFours().areInFours()).isTrue();
        assertThat(line(9, 2, 4, 4, 1).inFours().areInFours()).isFalse();
        assertThat(line(10, 5, 2, 2, 0).inFours().areInFours()).isFalse();
    }

    @Test
    void pairsAreTapsThatFollowEachOtherIntoOneOutput() {
        Axis two = new Axis(5, 2, 2, 2, 1, 0, 0);
        assertThat(line(9, 4, 2, 2, 0).arePaired()).isTrue();
        assertThat(WindowOffsets.of(Grid.of(List.of(two, two))).arePaired()).isTrue();
        assertThat(line(9, 3, 3, 3, 0).arePaired()).isFalse();
        assertThat(line(9, 6, 4, 1, 0).arePaired()).isFalse();
        assertThat(line(9, 2, 4, 4, 1).arePaired()).isFalse();
    }

    @Test
    void whatNoSweepWritesIsCleared() {
        float[] ones = {9, 9, 9, 9, 9, 9, 9, 9, 9};
        float[] gaps = ones.clone();
        line(4, 2, 1, 2, 0).clearUnwritten(gaps, 1, 2, 1);
        assertThat(gaps).containsExactly(9, 9, 9, 0, 9, 9, 9, 0, 9);
        float[] all = ones.clone();
        line(4, 3, 2, 1, 0).clearUnwritten(all, 1, 2, 1);
        assertThat(all).containsExactly(9, 0, 9, 0, 9, 0, 9, 0, 9);
        float[] empty = ones.clone();
        line(2, 4, 1, 1, 1).clearEmpty(empty, 1, 2, 1);
        assertThat(empty).containsExactly(9, 0, 9, 9, 9, 9, 9, 0, 9);
    }
}
