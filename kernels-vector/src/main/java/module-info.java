/** The SIMD provider of the kernels. */
module dev.evenkeel.kernels.vector {
    requires dev.evenkeel.core;
    requires jdk.incubator.vector;
    requires static org.jspecify;

    provides dev.evenkeel.kernel.provider.KernelProvider with
            dev.evenkeel.kernels.vector.provider.VectorKernelProvider;
}
