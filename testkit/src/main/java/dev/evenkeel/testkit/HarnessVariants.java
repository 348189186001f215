package dev.evenkeel.testkit;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import dev.evenkeel.program.FusionRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every case on each provider of kernels and with several sizes of the batch. */
final class HarnessVariants {
    private static final int[] EXAMPLES = {1, 2, 7};
    private static final List<Layer> ELEMENTWISE = List.of(
            Layers.relu(),
            Layers.leakyRelu(0.2),
            Layers.gelu(),
            Layers.geluTanh(),
            Layers.silu(),
            Layers.sigmoid(),
            Layers.tanh());

    private HarnessVariants() {}

    static Set<Kernels> kernels() {
        Set<Kernels> all = new LinkedHashSet<>();
        all.add(ScalarKernels.kernels());
        all.add(PreferredKernels.kernels());
        return all;
    }

    /** The element-wise layers that the tested one computes along with itself. */
    static List<Layer> fusable(LayerCase tested) {
        return ELEMENTWISE.stream()
                .filter(next -> FusionRules.relu(tested.layer(), next))
                .toList();
    }

    /** Each of {@link #of}, alone and with every layer that is computed along with it. */
    static List<LayerHarness> withFused(LayerCase tested) {
        List<LayerHarness> harnesses = of(tested);
        for (LayerHarness alone : List.copyOf(harnesses)) {
            fusable(tested).forEach(next -> harnesses.add(alone.fusedWith(next)));
        }
        return harnesses;
    }

    static List<LayerHarness> of(LayerCase tested) {
        List<LayerHarness> harnesses = new ArrayList<>();
        for (Kernels kernels : kernels()) {
            for (int examples : EXAMPLES) {
                if (examples >= tested.fewest()) {
                    harnesses.add(LayerHarness.of(tested, examples, new Compute(kernels, Team.alone())));
                }
            }
        }
        return harnesses;
    }

    /** One with the preferred kernels. */
    static LayerHarness one(LayerCase tested, int examples) {
        return LayerHarness.of(tested, examples, new Compute(PreferredKernels.kernels(), Team.alone()));
    }
}
