package dev.evenkeel.kernel;

/** The kernels of this process, chosen when first asked for. */
final class PreferredKernels {
    static final Kernels INSTANCE = ScalarKernels.INSTANCE;

    private PreferredKernels() {}
}
