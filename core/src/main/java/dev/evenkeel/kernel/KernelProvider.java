package dev.evenkeel.kernel;

/** Offers kernels to {@link Kernels#preferred()}, found through {@link java.util.ServiceLoader}. */
public interface KernelProvider {
    /** The loops. Called once; may throw a {@link LinkageError} where the machine or the JVM's flags do not serve. */
    Kernels kernels();
}
