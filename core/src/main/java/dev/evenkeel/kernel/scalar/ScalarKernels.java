package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Kernels;

/** Plain loops, right everywhere. */
public final class ScalarKernels {
    private static final Kernels KERNELS = new Kernels(
            "scalar",
            1,
            new ScalarProducts(),
            new ScalarGatheredProducts(),
            new ScalarDepthwiseProducts(),
            new ScalarWinograd(),
            new ScalarColumns(),
            new ScalarRows(),
            new ScalarActivationFunctions(),
            new ScalarElements(),
            new ScalarUpdates(),
            new ScalarWindows(),
            new ScalarRecurrentCells());

    private ScalarKernels() {}

    public static Kernels kernels() {
        return KERNELS;
    }
}
