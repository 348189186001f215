package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
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
        for (LayerHarness context : HarnessVariants.withFused(tested)) {
            Map<String, float[]> before = readOnly(context);
            context.run();
            readOnly(context)
                    .forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
        }
    }

    private static Map<String, float[]> readOnly(LayerHarness context) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int index = 0; index < context.inputs(); index++) {
            values.put("input " + index, context.input(index).values().clone());
        }
        context.parameters()
                .forEach((name, slot) -> values.put(name, slot.values().clone()));
        context.statistics()
                .forEach((name, slot) -> values.put(name, slot.values().clone()));
        return values;
    }

    /** A pass keeps nothing from step to step: a smaller batch between two equal ones changes no bit. */
    static void repeats(LayerCase tested) {
        for (LayerHarness context : HarnessVariants.withFused(tested)) {
            Stage stage = new Stage(context);
            Outcome first = stage.run(context.examples());
            stage.run(Math.max(tested.fewest(), context.examples() - 1));
            first.assertSameBits(stage.run(context.examples()));
            first.assertSameBits(context.with(context.compute()).run());
        }
    }

    static void threads(LayerCase tested) {
        int size = tested.inputs().stream().findFirst().orElse(Shape.of(1)).size();
        int examples = Math.max(tested.fewest(), Math.min(MAX_EXAMPLES, ENOUGH_FOR_THREADS / size));
        int threads = 2;
        for (Kernels kernels : HarnessVariants.kernels()) {
            try (Team team = Team.of(threads)) {
                Compute together = new Compute(kernels, team);
                LayerHarness alone = LayerHarness.of(tested, examples, new Compute(kernels, Team.alone()));
                alone.run().assertSameBits(alone.with(together).run());
                for (Layer next : HarnessVariants.fusable(tested)) {
                    LayerHarness fused = alone.fusedWith(next);
                    fused.run().assertSameBits(fused.with(together).run());
                }
            }
            threads++;
        }
    }

    static void withoutInputGradient(LayerCase tested) {
        for (LayerHarness context : HarnessVariants.withFused(tested)) {
            Outcome whole = context.run();
            Outcome without = context.withoutInputGradient().run();
            assertThat(without.inputGradients()).isEmpty();
            assertThat(without.outputs()).isEqualTo(whole.outputs());
            whole.assertSameParameterGradients(without);
        }
    }

    static void frozenParameters(LayerCase tested) {
        TrainingMode frozen = tested.trainingMode().withGradients(TrainingMode.Gradients.INPUT_ONLY);
        for (LayerHarness context : HarnessVariants.withFused(tested)) {
            Outcome whole = context.run();
            Outcome inputOnly = context.treated(frozen).run();
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
