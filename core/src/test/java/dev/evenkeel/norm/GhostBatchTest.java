package dev.evenkeel.norm;

import static dev.evenkeel.norm.Near.assertNear;
import static dev.evenkeel.norm.Oracle.wide;
import static dev.evenkeel.norm.SingleLayer.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GhostBatchTest {
    private static final Shape SHAPE = Shape.of(2, 3);

    @ParameterizedTest
    @CsvSource({"6, 2, 3", "7, 2, 3", "7, 3, 2", "5, 5, 1", "3, 4, 1", "9, 5, 1", "10, 5, 2", "4, 1, 4"})
    void eachGhostBatchIsNormalizedForItself(int examples, int ghostSize, int ghosts) {
        SingleLayer layer = new SingleLayer(BatchNorm.standard().epsilon(0.2f).ghostSize(ghostSize), SHAPE, examples)
                .withRandomParameters(4);
        Oracle oracle = Oracle.batch(SHAPE, example -> Math.min(ghosts - 1, example / ghostSize), 0.2f);
        float[] x = gaussian(1, examples * SHAPE.size());
        float[] weight = gaussian(2, x.length);
        double[] gamma = wide(layer.gamma());
        double[] beta = wide(layer.beta());

        assertNear(layer.forward(x), oracle.forward(wide(x), gamma, beta), 3e-6);
        assertNear(layer.backward(weight), oracle.inputGradient(wide(x), gamma, beta, wide(weight)), 2e-5);
        assertNear(layer.gradient("weight"), oracle.gradient(gamma, wide(x), gamma, beta, wide(weight)), 2e-5);
        assertNear(layer.gradient("bias"), oracle.gradient(beta, wide(x), gamma, beta, wide(weight)), 2e-5);
    }

    @Test
    void oneGhostBatchIsBatchNorm() {
        SingleLayer ghost = new SingleLayer(BatchNorm.standard().ghostSize(5), SHAPE, 5);
        SingleLayer whole = new SingleLayer(BatchNorm.standard(), SHAPE, 5);
        float[] x = gaussian(1, 30);
        assertThat(ghost.step(x).forward(x)).containsExactly(whole.step(x).forward(x));
        assertThat(ghost.backward(gaussian(2, 30))).containsExactly(whole.backward(gaussian(2, 30)));
        assertThat(ghost.runningVariance()).containsExactly(whole.runningVariance());
    }

    @Test
    void runningStatisticsKnowNoGhostBatches() {
        TrainingMode frozen = TrainingMode.TRAIN.withFrozenStatistics();
        SingleLayer ghost = new SingleLayer(BatchNorm.standard().ghostSize(2), SHAPE, 5)
                .withRandomStatistics(3)
                .treated(frozen);
        SingleLayer whole = new SingleLayer(BatchNorm.standard(), SHAPE, 5)
                .withRandomStatistics(3)
                .treated(frozen);
        float[] x = gaussian(1, 30);
        assertThat(ghost.forward(x)).containsExactly(whole.forward(x));
        assertThat(ghost.backward(gaussian(2, 30))).containsExactly(whole.backward(gaussian(2, 30)));
    }

    @Test
    void aGhostBatchOfOneValueIsRefused() {
        SingleLayer layer = new SingleLayer(BatchNorm.standard().ghostSize(1), Shape.of(3), 4);
        assertThatThrownBy(() -> layer.forward(gaussian(1, 12)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(
                        "BatchNorm 'norm' cannot learn from 1 value per channel (input [4, 3] in 4 ghost batches)");
    }
}
