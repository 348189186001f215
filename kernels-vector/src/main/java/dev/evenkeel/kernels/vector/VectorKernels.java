package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Kernels;

/** The loops on vector registers of the width this machine prefers. */
final class VectorKernels {
    static final Kernels INSTANCE = new Kernels(
            "vector " + 32 * Lanes.COUNT + " bit",
            Lanes.COUNT,
            new VectorProducts(),
            new VectorGatheredProducts(),
            new VectorDepthwiseProducts(),
            new VectorColumns(),
            new VectorRows(),
            new VectorActivations(),
            new VectorElements(),
            new VectorUpdates(),
            new VectorWindows());

    private VectorKernels() {}
}
