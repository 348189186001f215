package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.testkit.oracle.Followed;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.Objects;
import java.util.function.BiConsumer;

/** That a layer trains as its oracle says. */
final class Formulas {
    /** A few hundred roundings of float, by the largest value. */
    static final double TOLERANCE = 2e-5;

    private Formulas() {}

    static void forward(LayerCase tested) {
        each(tested, (context, oracle) -> {
            float[] outputs = context.run().outputs();
            Given given = context.given(context.examples(), outputs);
            Near.assertNear("output", outputs, oracle.train(given), TOLERANCE);
        });
    }

    static void backward(LayerCase tested) {
        each(tested, Formulas::assertGradients);
    }

    static void statistics(LayerCase tested) {
        each(tested, (context, oracle) -> {
            Outcome outcome = context.run();
            Followed followed = oracle.follow(context.given(context.examples(), outcome.outputs()));
            outcome.statistics()
                    .forEach((name, values) -> Near.assertNear(
                            name,
                            values,
                            Objects.requireNonNull(followed.statistics().get(name)),
                            TOLERANCE));
            outcome.counts().values().forEach(count -> assertThat(count).isEqualTo(followed.count()));
        });
    }

    static void fused(LayerCase tested) {
        for (Layer next : HarnessVariants.fusable(tested)) {
            each(tested, (context, oracle) -> {
                LayerHarness fused = context.fusedWith(next);
                Oracle both = Oracles.fused(
                        oracle, context.outputShape(), Oracles.of(next).orElseThrow());
                Near.assertNear("output", fused.run().outputs(), both.train(fused.given()), TOLERANCE);
                assertGradients(fused, both);
            });
        }
    }

    private static void assertGradients(LayerHarness context, Oracle oracle) {
        Outcome outcome = context.run();
        Given given = context.given(context.examples(), outcome.outputs());
        double[] weights = LayerHarness.doubles(context.weights(), outcome.outputs().length);
        Gradients expected = oracle.backward(given, weights);
        for (int index = 0; index < expected.inputs().size(); index++) {
            Near.assertNear(
                    "gradient of input " + index,
                    outcome.inputGradients().get(index),
                    expected.inputs().get(index),
                    TOLERANCE);
        }
        assertThat(outcome.parameterGradients().keySet())
                .isEqualTo(expected.parameters().keySet());
        expected.parameters().forEach((name, gradient) -> {
            if (context.parameter(name).needsGradient()) {
                Near.assertNear("gradient of " + name, outcome.added(name), gradient, TOLERANCE);
            }
        });
    }

    static void each(LayerCase tested, BiConsumer<LayerHarness, Oracle> property) {
        tested.oracle().ifPresent(oracle -> {
            for (LayerHarness context : HarnessVariants.of(tested)) {
                property.accept(context, oracle);
            }
        });
    }
}
