package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;

/** Run in a JVM of its own: the provider's name, the bits of its loops, and the bits that the scalar loops give by element. */
final class BitsOfAllLoops {
    private static final int[][] SIZES = {{7, 3}, {65, 17}, {5, 70}, {2, 530}};

    private BitsOfAllLoops() {}

    /** Of all loops, and of those that work element by element. */
    private record Bits(int all, int byElement) {
        static Bits of(Kernels kernels) {
            int all = 0;
            int byElement = 0;
            for (int[] size : SIZES) {
                for (KernelRun.Data data : KernelRun.Data.values()) {
                    KernelRun run = new KernelRun(kernels, size[0], size[1], data);
                    all = 31 * all + run.bits();
                    byElement = 31 * byElement + run.elementBits();
                }
            }
            return new Bits(all, byElement);
        }
    }

    /** @param arguments how often to run, so that the compiler takes part or does not */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Kernels kernels = PreferredKernels.kernels();
        Bits first = Bits.of(kernels);
        for (int run = 1; run < Integer.parseInt(arguments[0]); run++) {
            if (!Bits.of(kernels).equals(first)) {
                throw new IllegalStateException("Run " + run + " gave other bits than the first");
            }
        }
        boolean isScalarByElement = first.byElement == Bits.of(ScalarKernels.kernels()).byElement;
        System.out.println("RESULT " + kernels.name() + "; " + first.all + "; " + isScalarByElement);
    }
}
