package dev.evenkeel.lab.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** It computes with a mask what batch normalization computes without one, forward and backward. */
class UnmaskedBatchNormTest {
    private static final int EXAMPLES = 3;
    private static final Shape SEQUENCE = Shape.of(5, 2);

    private enum Padding {
        MARKED,
        UNMARKED
    }

    @Test
    void paddingCountsAsItDoesWhereNothingMarksIt() {
        assertThat(step(new UnmaskedBatchNorm(BatchNorm.standard()), Padding.MARKED))
                .isEqualTo(step(BatchNorm.standard(), Padding.UNMARKED));
    }

    @Test
    void batchNormItselfLeavesItOut() {
        assertThat(step(BatchNorm.standard(), Padding.MARKED))
                .isNotEqualTo(step(BatchNorm.standard(), Padding.UNMARKED));
    }

    /**
     * Outputs, statistics and the gradient of a linear layer before it. The activation between them keeps the linear layer from
     * gathering the moments of one and not of the other.
     */
    private static List<String> step(Layer norm, Padding padding) {
        Network network = Network.of(SEQUENCE, Layers.linear(2), Layers.tanh(), norm);
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        TrainingProgram program = Compiler.compile(network, EXAMPLES, compute, 1, layer -> TrainingMode.TRAIN);
        Randomness random = new Randomness(2);
        for (int at = 0; at < program.input().values().length; at++) {
            program.input().values()[at] = (float) random.nextGaussian();
        }
        if (padding == Padding.MARKED) {
            program.input().mask().truncate(1, 2);
            program.input().mask().truncate(2, 4);
        }
        program.begin();
        program.forward(EXAMPLES, 0, Step.Purpose.LEARN);
        for (int at = 0; at < program.outputGradient().length; at++) {
            program.outputGradient()[at] = (float) random.nextGaussian();
        }
        program.backward();
        return List.of(
                Arrays.toString(program.output().values()),
                Arrays.toString(program.statistics().stream()
                        .map(StatisticSlot::next)
                        .map(Arrays::toString)
                        .toArray()),
                Arrays.toString(program.parameters().get(0).gradient()));
    }
}
