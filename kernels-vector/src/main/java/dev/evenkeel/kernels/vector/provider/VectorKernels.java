package dev.evenkeel.kernels.vector.provider;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernels.vector.Lanes;
import dev.evenkeel.kernels.vector.VectorActivationFunctions;
import dev.evenkeel.kernels.vector.VectorColumns;
import dev.evenkeel.kernels.vector.VectorElements;
import dev.evenkeel.kernels.vector.VectorRecurrentCells;
import dev.evenkeel.kernels.vector.VectorRows;
import dev.evenkeel.kernels.vector.VectorUpdates;
import dev.evenkeel.kernels.vector.VectorWindows;
import dev.evenkeel.kernels.vector.product.VectorDepthwiseProducts;
import dev.evenkeel.kernels.vector.product.VectorGatheredProducts;
import dev.evenkeel.kernels.vector.product.VectorProducts;
import dev.evenkeel.kernels.vector.product.VectorWinograd;

/** The loops on vector registers of the width this machine prefers. */
public final class VectorKernels {
    public static final Kernels INSTANCE = new Kernels(
            "vector " + 32 * Lanes.COUNT + " bit",
            Lanes.COUNT,
            new VectorProducts(),
            new VectorGatheredProducts(),
            new VectorDepthwiseProducts(),
            new VectorWinograd(),
            new VectorColumns(),
            new VectorRows(),
            new VectorActivationFunctions(),
            new VectorElements(),
            new VectorUpdates(),
            new VectorWindows(),
            new VectorRecurrentCells());

    private VectorKernels() {}
}
