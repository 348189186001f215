package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.leakyRelu;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums, the ReLU that is computed with them, and values that several layers read. */
class ResidualSumsTest {
    private static final int EXAMPLES = 45;
    private static final Shape WIDE = Shape.of(701);

    static Stream<Kernels> kernels() {
        return Stream.of(ScalarKernels.kernels(), PreferredKernels.kernels());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aReluBehindASumIsTheSameFusedOrApart(Kernels kernels) {
        Compute compute = new Compute(kernels, Team.alone());
        TrainingProgram fused = trained(network(relu()), compute);
        TrainingProgram apart = trained(network(leakyRelu(0)), compute);

        assertThat(fused.pass("relu")).isEmpty();
        assertThat(apart.pass("relu")).isPresent();
        assertSame(fused, apart);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gradientsOfSeveralReadersAddUpToTheSameBitsOnAnyNumberOfThreads(Kernels kernels) {
        TrainingProgram alone = trained(network(relu()), new Compute(kernels, Team.alone()));
        try (Team team = Team.of(3)) {
            assertSame(trained(network(relu()), new Compute(kernels, team)), alone);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gradientsOfALargeBatchAreThoseOfItsPieces(Kernels kernels) {
        Compute compute = new Compute(kernels, Team.alone());
        TrainingProgram whole = trained(network(relu()), compute);
        TrainingProgram pieces = compiled(network(relu()), compute);
        pieces.begin();
        run(pieces, 0, 20);
        run(pieces, 20, EXAMPLES);

        for (int index = 0; index < whole.parameters().size(); index++) {
            ParameterSlot slot = whole.parameters().get(index);
            Near.assertNear(
                    slot.name(),
                    slot.gradient(),
                    LayerHarness.doubles(pieces.parameters().get(index).gradient(), slot.gradient().length),
                    1e-5);
        }
    }

    @Test
    void aPredictorComputesTheReluWithTheSum() {
        Model model = SampleModels.of(network(relu()));
        TrainingProgram program = compiled(network(relu()), new Compute(PreferredKernels.kernels(), Team.alone()));
        program.restore(model::tensor, model::sampleCounts);
        run(program, 0, EXAMPLES);
        float[] outputs = new float[EXAMPLES * 3];
        Predictor predictor = model.freeze();
        predictor.predict(inputs(), EXAMPLES, outputs);

        Near.assertNear(
                "outputs", outputs, LayerHarness.doubles(program.output().values(), outputs.length), 1e-5);
        assertThat(predictor.folding().entries()).anySatisfy(entry -> {
            assertThat(entry.layer()).isEqualTo("relu");
            assertThat(entry.outcome()).isEqualTo(FoldReport.Outcome.FUSED);
            assertThat(entry.explanation()).isEqualTo("into add 'sum' before it");
        });
    }

    /** Three summands, of which one is the network's input, and a sum that three layers read. */
    private static Network network(Layer activation) {
        return Network.builder(WIDE)
                .add("first", linear(701))
                .add("second", linear(701))
                .add("sum", add(), List.of("first", "second", Network.INPUT))
                .add("relu", activation)
                .add("left", linear(3), List.of("relu"))
                .add("right", linear(3), List.of("relu"))
                .add("again", add(), List.of("relu", "relu"))
                .add("down", linear(3))
                .add("all", add(), List.of("left", "right", "down"))
                .build();
    }

    private static TrainingProgram trained(Network network, Compute compute) {
        TrainingProgram program = compiled(network, compute);
        program.begin();
        run(program, 0, EXAMPLES);
        return program;
    }

    private static TrainingProgram compiled(Network network, Compute compute) {
        return Compiler.compile(network, EXAMPLES, compute, 5, name -> TrainingMode.TRAIN);
    }

    private static void run(TrainingProgram program, int from, int to) {
        float[] gradient = SampleModels.gaussian("gradient", Shape.of(EXAMPLES, 3));
        System.arraycopy(inputs(), from * WIDE.size(), program.input().values(), 0, (to - from) * WIDE.size());
        program.forward(to - from, 0, Step.Purpose.LEARN);
        System.arraycopy(gradient, from * 3, program.outputGradient(), 0, (to - from) * 3);
        program.backward();
    }

    private static float[] inputs() {
        return SampleModels.gaussian("inputs", WIDE.prepend(EXAMPLES));
    }

    private static void assertSame(TrainingProgram actual, TrainingProgram expected) {
        assertThat(actual.output().values()).isEqualTo(expected.output().values());
        for (int index = 0; index < expected.parameters().size(); index++) {
            ParameterSlot slot = expected.parameters().get(index);
            assertThat(slot.gradient()).as(slot.name()).isNotEqualTo(new float[slot.gradient().length]);
            assertThat(actual.parameters().get(index).gradient())
                    .as(slot.name())
                    .isEqualTo(slot.gradient());
        }
    }
}
