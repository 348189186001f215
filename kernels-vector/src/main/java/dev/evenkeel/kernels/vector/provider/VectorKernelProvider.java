package dev.evenkeel.kernels.vector.provider;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.KernelProvider;

/** Offers the vector kernels; on a class path they need {@code --add-modules jdk.incubator.vector}. */
public final class VectorKernelProvider implements KernelProvider {
    /** For {@link java.util.ServiceLoader}. */
    public VectorKernelProvider() {}

    @Override
    public Kernels kernels() {
        return VectorKernels.INSTANCE;
    }
}
