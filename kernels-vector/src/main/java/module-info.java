/** The SIMD provider of the kernels. */
module dev.evenkeel.kernels.vector {
    requires dev.evenkeel.core;
    requires jdk.incubator.vector;
    requires static org.jspecify;
}
