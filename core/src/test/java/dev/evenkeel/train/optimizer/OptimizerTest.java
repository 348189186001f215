package dev.evenkeel.train.optimizer;

import static dev.evenkeel.train.optimizer.Optimizers.adam;
import static dev.evenkeel.train.optimizer.Optimizers.adamW;
import static dev.evenkeel.train.optimizer.Optimizers.rmsProp;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.tensor.Randomness;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
    private static final int LENGTH = 37;
    private static final int STEPS = 50;

    /**
     * One element's update in double, as PyTorch's documentation gives it; {@code s} is its state, changed in place.
     */
    interface Formula {
        double next(double w, double g, double[] s, double learningRate, double weightDecay, int step);
    }

    record Case(Optimizer optimizer, Formula formula) {
        @Override
        public String toString() {
            return optimizer.describe();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(sgd(0.1), (w, g, s, learningRate, weightDecay, step) -> w - learningRate * g),
                new Case(
                        sgd(0.1).weightDecay(0.05),
                        (w, g, s, learningRate, weightDecay, step) -> w - learningRate * (g + weightDecay * w)),
                new Case(sgd(0.1).momentum(0.9).weightDecay(0.05), (w, g, s, learningRate, weightDecay, step) -> {
                    s[0] = 0.9 * s[0] + g + weightDecay * w;
                    return w - learningRate * s[0];
                }),
                new Case(
                        sgd(0.1).momentum(0.8).nesterov().weightDecay(0.05),
                        (w, g, s, learningRate, weightDecay, step) -> {
                            s[0] = 0.8 * s[0] + g + weightDecay * w;
                            return w - learningRate * (g + weightDecay * w + 0.8 * s[0]);
                        }),
                new Case(
                        adam(0.01).weightDecay(0.1),
                        (w, g, s, learningRate, weightDecay, step) ->
                                w - learningRate * adamStep(g + weightDecay * w, s, 0.9, 0.999, 1e-8, step)),
                new Case(
                        adamW(0.01).weightDecay(0.1).betas(0.8, 0.99).epsilon(1e-3),
                        (w, g, s, learningRate, weightDecay, step) -> w * (1 - learningRate * weightDecay)
                                - learningRate * adamStep(g, s, 0.8, 0.99, 1e-3, step)),
                new Case(
                        rmsProp(0.01).momentum(0.9).weightDecay(0.1),
                        (w, g, s, learningRate, weightDecay, step) ->
                                w - learningRate * rmsStep(g + weightDecay * w, s, 0.99, 1e-8, 0.9)),
                new Case(
                        rmsProp(0.01).smoothing(0.9).epsilon(1e-2),
                        (w, g, s, learningRate, weightDecay, step) -> w - learningRate * rmsStep(g, s, 0.9, 1e-2, 0)));
    }

    private static double adamStep(double g, double[] s, double beta1, double beta2, double epsilon, int step) {
        s[0] = beta1 * s[0] + (1 - beta1) * g;
        s[1] = beta2 * s[1] + (1 - beta2) * g * g;
        double m = s[0] / (1 - Math.pow(beta1, step));
        double v = s[1] / (1 - Math.pow(beta2, step));
        return m / (Math.sqrt(v) + epsilon);
    }

    private static double rmsStep(double g, double[] s, double smoothing, double epsilon, double momentum) {
        s[0] = smoothing * s[0] + (1 - smoothing) * g * g;
        s[1] = momentum * s[1] + g / (Math.sqrt(s[0]) + epsilon);
        return s[1];
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fiftyStepsFollowTheFormula(Case one) {
        Optimizer optimizer = one.optimizer;
        Randomness randomness = Randomness.of(3, "optimizer");
        int states = optimizer.state().size();
        float[] w = new float[LENGTH];
        double[] expected = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            w[i] = (float) randomness.nextGaussian();
            expected[i] = w[i];
        }
        float[][] state = new float[states][LENGTH];
        double[][] expectedState = new double[LENGTH][2];
        float[] g = new float[LENGTH];
        for (int step = 1; step <= STEPS; step++) {
            float learningRate = (float) (optimizer.learningRate() / (1 + 0.1 * step));
            float[] nextW = w.clone();
            float[][] nextState = new float[states][LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                g[i] = (float) (4 * (w[i] + 0.5 * randomness.nextGaussian()));
                double scaled = 0.25 * g[i];
                double weightDecay = optimizer.weightDecay();
                expected[i] = one.formula.next(expected[i], scaled, expectedState[i], learningRate, weightDecay, step);
            }
            int cut = LENGTH / 3;
            ParameterUpdate update = new ParameterUpdate()
                    .from(w, g, state)
                    .to(nextW, nextState)
                    .step(step, learningRate, 0.25f, optimizer.weightDecay());
            optimizer.update(ScalarKernels.kernels(), update, 0, cut);
            optimizer.update(ScalarKernels.kernels(), update, cut, LENGTH);
            w = nextW;
            state = nextState;
        }
        for (int i = 0; i < LENGTH; i++) {
            assertThat((double) w[i]).isCloseTo(expected[i], within(2e-5));
            for (int s = 0; s < states; s++) {
                assertThat((double) state[s][i])
                        .isCloseTo(expectedState[i][s], within(1e-4 * (1 + Math.abs(expectedState[i][s]))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anUpdateLeavesWhatItReadsAndWhatIsNotAskedFor(Case one) {
        Optimizer optimizer = one.optimizer;
        float[] w = {1, 2, 3};
        float[] g = {4, 5, 6};
        float[][] state = new float[optimizer.state().size()][];
        float[][] nextState = new float[state.length][];
        for (int s = 0; s < state.length; s++) {
            state[s] = new float[] {1, 1, 1};
            nextState[s] = new float[] {-7, -7, -7};
        }
        float[] nextW = {-7, -7, -7};
        ParameterUpdate update =
                new ParameterUpdate().from(w, g, state).to(nextW, nextState).step(1, 0.1f, 1f, 0.1f);
        optimizer.update(ScalarKernels.kernels(), update, 1, 2);
        assertThat(w).containsExactly(1, 2, 3);
        assertThat(g).containsExactly(4, 5, 6);
        assertThat(nextW[0]).isEqualTo(-7);
        assertThat(nextW[1]).isNotEqualTo(-7);
        assertThat(nextW[2]).isEqualTo(-7);
        for (int s = 0; s < state.length; s++) {
            assertThat(state[s]).containsOnly(1);
            assertThat(nextState[s][0]).isEqualTo(-7);
            assertThat(nextState[s][1]).isNotEqualTo(-7);
        }
    }

    @Test
    void decayOfAdamWShrinksWeightsAndDecayOfSgdJoinsTheGradient() {
        float[] nextW = new float[1];
        float[][] one = {{0}, {0}};
        ParameterUpdate update =
                new ParameterUpdate().from(new float[] {2}, new float[1], one).step(1, 0.1f, 1, 0.5f);
        adamW(0.1).update(ScalarKernels.kernels(), update.to(nextW, new float[2][1]), 0, 1);
        assertThat(nextW[0]).isCloseTo(2 * (1 - 0.1f * 0.5f), within(1e-6f));
        float[][] velocity = new float[1][1];
        sgd(0.1).momentum(0.9).update(ScalarKernels.kernels(), update.to(nextW, velocity), 0, 1);
        assertThat(velocity[0][0]).isEqualTo(1f);
        assertThat(nextW[0]).isCloseTo(1.9f, within(1e-6f));
    }

    @Test
    void stateIsNamedAndAbsentWithoutMomentum() {
        assertThat(sgd(0.1).state()).isEmpty();
        assertThat(sgd(0.1).momentum(0.9).state()).containsExactly("velocity");
        assertThat(adam(0.1).state()).containsExactly("m", "v");
        assertThat(rmsProp(0.1).state()).containsExactly("v", "b");
    }

    @Test
    void defaultsAreThoseOfPyTorch() {
        assertThat(sgd(0.1).settings())
                .hasToString("{\"name\":\"sgd\",\"rate\":0.1,\"momentum\":0,\"kind\":\"classic\",\"decay\":0}");
        assertThat(adam(0.1).settings())
                .hasToString(
                        "{\"name\":\"adam\",\"rate\":0.1,\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1e-8,\"decay\":0}");
        assertThat(adamW(0.1).settings())
                .hasToString("{\"name\":\"adamW\",\"rate\":0.1,"
                        + "\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1e-8,\"decay\":0.01}");
        assertThat(rmsProp(0.01).settings())
                .hasToString("{\"name\":\"rmsProp\",\"rate\":0.01,"
                        + "\"smoothing\":0.99,\"epsilon\":1e-8,\"momentum\":0,\"decay\":0}");
    }

    @Test
    void descriptionsNameWhatIsSet() {
        assertThat(sgd(0.1).describe()).isEqualTo("SGD, rate 0.1");
        assertThat(sgd(0.1).momentum(0.9).nesterov().weightDecay(5e-4).describe())
                .isEqualTo("SGD, rate 0.1, momentum 0.9 (Nesterov), decay 0.0005");
        assertThat(adamW(1e-3).describe()).isEqualTo("AdamW, rate 0.001, betas 0.9 0.999, decay 0.01");
        assertThat(rmsProp(0.01).momentum(0.5).describe())
                .isEqualTo("RMSProp, rate 0.01, smoothing 0.99, momentum 0.5");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> sgd(-1))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("SGD needs a rate that is a finite number, 0 or more, but got -1.0");
        assertThatThrownBy(() -> sgd(Double.NaN)).hasMessageContaining("but got NaN");
        assertThatThrownBy(() -> sgd(0.1).momentum(1)).hasMessageContaining("momentum");
        assertThatThrownBy(() -> sgd(0.1).nesterov()).hasMessageContaining("momentum(0.9).nesterov()");
        assertThatThrownBy(() -> adamW(0.1).weightDecay(-1)).hasMessageContaining("AdamW needs a decay");
        assertThatThrownBy(() -> adam(0.1).betas(0.9, 1)).hasMessageContaining("Adam needs a beta2");
        assertThatThrownBy(() -> rmsProp(0.1).smoothing(2)).hasMessageContaining("RMSProp needs a smoothing");
    }
}
