package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;

/** Run in a JVM of its own: the provider's name, the bits of its loops, and the bits that the scalar loops give by element. */
final class BitsOfAllLoops {
    private static final int[][] SIZES = {{7, 3}, {65, 17}, {5, 70}, {2, 530}};

    private BitsOfAllLoops() {}

    /** @param arguments how often to run, so that the compiler takes part or does not */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Kernels kernels = PreferredKernels.kernels();
        int first = bits(kernels);
        for (int run = 1; run < Integer.parseInt(arguments[0]); run++) {
            int bits = bits(kernels);
            if (bits != first) {
                throw new IllegalStateException("Run " + run + " gave other bits than the first");
            }
        }
        System.out.println("RESULT " + kernels.name() + "; " + first + "; "
                + (elementBits(kernels) == elementBits(ScalarKernels.kernels())));
    }

    private static int bits(Kernels kernels) {
        int bits = 0;
        for (int[] size : SIZES) {
            for (KernelRun.Data data : KernelRun.Data.values()) {
                bits = 31 * bits + new KernelRun(kernels, size[0], size[1], data).bits();
            }
        }
        return bits;
    }

    private static int elementBits(Kernels kernels) {
        int bits = 0;
        for (int[] size : SIZES) {
            for (KernelRun.Data data : KernelRun.Data.values()) {
                bits = 31 * bits + new KernelRun(kernels, size[0], size[1], data).elementBits();
            }
        }
        return bits;
    }
}
