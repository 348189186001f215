package dev.evenkeel.testkit.oracle.arithmetic;

import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code c[i, j] = sum_k a[i, k] b[k, j]} for each pair of matrices, aligned at the last of the axes before them. */
public record MatrixMultiplyOracle() implements Oracle {
    /** What the sums visit: an element of A, of B and of C, by index. */
    private interface Term {
        void of(int a, int b, int c);
    }

    @Override
    public double[] train(Given given) {
        int matrices = given.examples() * matrices(given).size();
        int size = given.shapes().get(0).extent(-2) * given.shapes().get(1).extent(-1);
        double[] c = new double[matrices * size];
        double[] a = given.inputs().get(0);
        double[] b = given.inputs().get(1);
        each(given, (ia, ib, ic) -> c[ic] += a[ia] * b[ib]);
        return c;
    }

    @Override
    public Gradients backward(Given given, double[] dc) {
        double[] a = given.inputs().get(0);
        double[] b = given.inputs().get(1);
        double[] da = new double[a.length];
        double[] db = new double[b.length];
        each(given, (ia, ib, ic) -> {
            da[ia] += dc[ic] * b[ib];
            db[ib] += dc[ic] * a[ia];
        });
        return new Gradients(List.of(da, db), Map.of());
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private static Shape matrices(Given given) {
        return Stretched.both(
                leading(given.shapes().get(0)), leading(given.shapes().get(1)));
    }

    private static Shape leading(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
    }

    private static void each(Given given, Term term) {
        Shape left = given.shapes().get(0);
        Shape right = given.shapes().get(1);
        Shape matrices = matrices(given);
        Stretched first = new Stretched(leading(left), matrices);
        Stretched second = new Stretched(leading(right), matrices);
        int rows = left.extent(-2);
        int depth = left.extent(-1);
        int columns = right.extent(-1);
        for (int matrix = 0; matrix < given.examples() * matrices.size(); matrix++) {
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < depth; k++) {
                    for (int j = 0; j < columns; j++) {
                        term.of(
                                (first.index(matrix) * rows + i) * depth + k,
                                (second.index(matrix) * depth + k) * columns + j,
                                (matrix * rows + i) * columns + j);
                    }
                }
            }
        }
    }
}
