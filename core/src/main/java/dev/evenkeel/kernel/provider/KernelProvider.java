package dev.evenkeel.kernel.provider;

import dev.evenkeel.kernel.Kernels;

/** Offers kernels to {@link PreferredKernels#kernels()}, found through {@link java.util.ServiceLoader}. */
public interface KernelProvider {
    /** The loops. Called once; may throw a {@link LinkageError} where the machine or the JVM's flags do not serve. */
    Kernels kernels();
}
