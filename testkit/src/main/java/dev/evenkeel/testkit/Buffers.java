package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Treatment;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a training pass may read and write, and that its bits depend on nothing else. */
final class Buffers {
    private static final int ENOUGH_FOR_THREADS = 36_000;
    private static final int MAX_EXAMPLES = 5_003;

    private Buffers() {}

    static void untouched(LayerCase tested) {
        for (Rehearsal site : Rehearsals.withFused(tested)) {
            Map<String, float[]> before = readOnly(site);
            site.run();
            readOnly(site).forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
        }
    }

    private static Map<String, float[]> readOnly(Rehearsal site) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int index = 0; index < site.inputs(); index++) {
            values.put("input " + index, site.input(index).values().clone());
        }
        site.parameters().forEach((name, slot) -> values.put(name, slot.values().clone()));
        site.statistics().forEach((name, slot) -> values.put(name, slot.values().clone()));
        return values;
    }

    /** A pass keeps nothing from step to step: a smaller batch between two equal ones changes no bit. */
    static void repeats(LayerCase tested) {
        for (Rehearsal site : Rehearsals.withFused(tested)) {
            Stage stage = new Stage(site);
            Outcome first = stage.run(site.examples());
            stage.run(Math.max(tested.fewest(), site.examples() - 1));
            first.assertSameBits(stage.run(site.examples()));
            first.assertSameBits(site.with(site.compute()).run());
        }
    }

    static void threads(LayerCase tested) {
        int size = tested.inputs().stream().findFirst().orElse(Shape.of(1)).size();
        int examples = Math.max(tested.fewest(), Math.min(MAX_EXAMPLES, ENOUGH_FOR_THREADS / size));
        int threads = 2;
        for (Kernels kernels : Rehearsals.kernels()) {
            try (Team team = Team.of(threads)) {
                Compute together = new Compute(kernels, team);
                Rehearsal alone = Rehearsal.of(tested, examples, new Compute(kernels, Team.alone()));
                alone.run().assertSameBits(alone.with(together).run());
                for (Layer next : Rehearsals.fusable(tested)) {
                    Rehearsal fused = alone.fusedWith(next);
                    fused.run().assertSameBits(fused.with(together).run());
                }
            }
            threads++;
        }
    }

    static void withoutInputGradient(LayerCase tested) {
        for (Rehearsal site : Rehearsals.withFused(tested)) {
            Outcome whole = site.run();
            Outcome without = site.withoutInputGradient().run();
            assertThat(without.inputGradients()).isEmpty();
            assertThat(without.outputs()).isEqualTo(whole.outputs());
            whole.assertSameParameterGradients(without);
        }
    }

    static void frozenParameters(LayerCase tested) {
        Treatment frozen = tested.treatment().withGradients(Treatment.Gradients.INPUT_ONLY);
        for (Rehearsal site : Rehearsals.withFused(tested)) {
            Outcome whole = site.run();
            Outcome inputOnly = site.treated(frozen).run();
            assertThat(inputOnly.outputs()).isEqualTo(whole.outputs());
            for (int index = 0; index < whole.inputGradients().size(); index++) {
                assertThat(inputOnly.inputGradients().get(index))
                        .isEqualTo(whole.inputGradients().get(index));
            }
            inputOnly
                    .parameterGradients()
                    .values()
                    .forEach(gradient -> assertThat(gradient).isEmpty());
            assertThat(Arrays.asList(inputOnly.statistics().keySet().toArray()))
                    .isEqualTo(Arrays.asList(whole.statistics().keySet().toArray()));
        }
    }
}
