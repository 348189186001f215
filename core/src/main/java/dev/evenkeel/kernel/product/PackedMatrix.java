package dev.evenkeel.kernel.product;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;

/**
 * A matrix B of {@code [depth, columns]} packed once, to be multiplied from the left by many A: the weights of a layer
 * that predicts. Immutable, and safe for any number of threads at once.
 */
public final class PackedMatrix {
    private final int depth;
    private final int columns;
    private final float[] packed;

    private PackedMatrix(Kernels kernels, Matrix b) {
        depth = b.rows();
        columns = b.columns();
        packed = new float[kernels.products().packedLength(b.rows(), columns)];
        kernels.products().pack(b, packed, 0, kernels.products().panels(columns));
    }

    /** Packs B, one of whose strides is 1. */
    public static PackedMatrix pack(Kernels kernels, Matrix b) {
        return new PackedMatrix(kernels, b);
    }

    /** The product {@code C = A * B} and its epilogue on these buffers. */
    public PackedProduct product(Compute compute, Matrix a, Matrix c, Epilogue epilogue) {
        return new PackedProduct(compute, new Product().of(a, packed, c).epilogue(epilogue), depth, columns);
    }
}
