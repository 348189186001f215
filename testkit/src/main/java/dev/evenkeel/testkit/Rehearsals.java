package dev.evenkeel.testkit;

import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Team;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every case on each provider of kernels and with several sizes of the batch. */
final class Rehearsals {
    private static final int[] EXAMPLES = {1, 2, 7};

    private Rehearsals() {}

    static Set<Kernels> kernels() {
        Set<Kernels> all = new LinkedHashSet<>();
        all.add(Kernels.scalar());
        all.add(Kernels.preferred());
        return all;
    }

    static List<Rehearsal> of(LayerCase tested) {
        List<Rehearsal> rehearsals = new ArrayList<>();
        for (Kernels kernels : kernels()) {
            for (int examples : EXAMPLES) {
                if (examples >= tested.fewest()) {
                    rehearsals.add(Rehearsal.of(tested, examples, new Compute(kernels, Team.alone())));
                }
            }
        }
        return rehearsals;
    }

    /** One with the preferred kernels. */
    static Rehearsal one(LayerCase tested, int examples) {
        return Rehearsal.of(tested, examples, new Compute(Kernels.preferred(), Team.alone()));
    }
}
