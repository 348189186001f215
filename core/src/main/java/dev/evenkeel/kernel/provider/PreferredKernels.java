package dev.evenkeel.kernel.provider;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The kernels of this process, chosen when first asked for: a provider found through {@link ServiceLoader} and tried with one
 * operation, else the scalar loops with the reason and the remedy logged. The system property {@code evenkeel.kernels} forces
 * {@code scalar} or {@code vector}.
 */
public final class PreferredKernels {
    static final String PROPERTY = "evenkeel.kernels";

    private static final PreferredKernels CHOSEN =
            choose(System.getProperty(PROPERTY, ""), ServiceLoader.load(KernelProvider.class, loader()));

    private final Kernels kernels;
    private final String refusal;

    private PreferredKernels(Kernels kernels, String refusal) {
        this.kernels = kernels;
        this.refusal = refusal;
    }

    /**
     * The fastest loops that work here, chosen once per process.
     *
     * @throws EvenkeelException if the forced ones cannot be had
     */
    public static Kernels kernels() {
        return CHOSEN.orRefuse();
    }

    Kernels orRefuse() {
        if (!refusal.isEmpty()) {
            throw new EvenkeelException(refusal);
        }
        return kernels;
    }

    static PreferredKernels choose(String forced, Iterable<KernelProvider> providers) {
        return switch (forced) {
            case "" -> fastest(providers, false);
            case "scalar" -> new PreferredKernels(ScalarKernels.kernels(), "");
            case "vector" -> fastest(providers, true);
            default ->
                new PreferredKernels(
                        ScalarKernels.kernels(),
                        "The system property " + PROPERTY + " is 'scalar', 'vector' or absent, but got '" + forced
                                + "'");
        };
    }

    private static PreferredKernels fastest(Iterable<KernelProvider> providers, boolean forced) {
        String reason = "there is no provider of vector kernels: add evenkeel-kernels-vector to the path";
        try {
            Iterator<KernelProvider> found = providers.iterator();
            while (found.hasNext()) {
                try {
                    Kernels kernels = found.next().kernels();
                    tryOut(kernels);
                    return new PreferredKernels(kernels, "");
                } catch (LinkageError | ServiceConfigurationError | EvenkeelException failure) {
                    reason = reason(failure);
                }
            }
        } catch (LinkageError | ServiceConfigurationError failure) {
            reason = reason(failure);
        }
        if (forced) {
            return new PreferredKernels(
                    ScalarKernels.kernels(),
                    "The vector kernels were asked for by " + PROPERTY + "=vector, but " + reason);
        }
        System.getLogger(PreferredKernels.class.getName())
                .log(System.Logger.Level.WARNING, "Computing with scalar kernels, several times slower: " + reason);
        return new PreferredKernels(ScalarKernels.kernels(), "");
    }

    private static String reason(Throwable failure) {
        return "they did not load (" + failure
                + "): on a class path start java with --add-modules jdk.incubator.vector (on a module path nothing is"
                + " needed; an image of jlink needs --bind-services)";
    }

    /** One operation: on a class path without the module, loading the provider succeeds and its first use fails. */
    private static void tryOut(Kernels kernels) {
        float[] x = new float[2 * kernels.lanes() + 1];
        java.util.Arrays.fill(x, 3f);
        float[] y = new float[x.length];
        kernels.elements().add(x, 0, x, 0, y, 0, x.length);
        double squares = kernels.elements().sumOfSquares(y, 0, y.length);
        if (squares != 36.0 * x.length) {
            throw new EvenkeelException("Kernels '" + kernels.name() + "' computed " + squares
                    + " for a sum of squares of " + 36.0 * x.length);
        }
    }

    private static ClassLoader loader() {
        return PreferredKernels.class.getClassLoader();
    }
}
