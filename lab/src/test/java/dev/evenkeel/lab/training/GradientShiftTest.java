package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GradientShiftTest {
    private static final int EXAMPLES = 16;
    private static final int[] ORDER = IntStream.range(0, EXAMPLES).toArray();

    @Test
    void itIsTheFormulasOfTwoGradients() {
        GradientShift shift = GradientShift.between(new float[] {3, 4}, new float[] {4, 3});
        assertThat(shift.difference()).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(shift.relative()).isCloseTo(Math.sqrt(2) / 5, within(1e-12));
        assertThat(shift.cosine()).isCloseTo(24.0 / 25, within(1e-12));
    }

    @Test
    void layersThatStayShiftNothing() {
        assertThat(GradientShift.of(learner(0), ORDER, 0, EXAMPLES))
                .hasSize(2)
                .allSatisfy(shift -> assertThat(shift.difference()).isZero());
    }

    @Test
    void itIsTheChangeThatTheStepOfTheLayersBeforeMakes() {
        GradientShift second =
                GradientShift.of(learner(0.5), ORDER, 0, EXAMPLES).get(0);
        Learner stepped = learner(0.5);
        stepped.gradient(ORDER, 0, EXAMPLES);
        float[] before = gradient(stepped, "3.weight");
        stepped.next();
        stepped.parameters().stream()
                .filter(slot -> slot.name().startsWith("0.") || slot.name().startsWith("1."))
                .forEach(ParameterSlot::commit);
        stepped.forget();
        stepped.gradient(ORDER, 0, EXAMPLES);
        assertThat(second).isEqualTo(GradientShift.between(before, gradient(stepped, "3.weight")));
        assertThat(second.difference()).isPositive();
    }

    @Test
    void measuringChangesNothingOfWhatIsLearned() {
        Learner measured = learner(0.5);
        Learner other = learner(0.5);
        GradientShift.of(measured, ORDER, 0, EXAMPLES);
        measured.learn(ORDER);
        other.learn(ORDER);
        assertThat(measured.model().tensors()).isEqualTo(other.model().tensors());
    }

    private static float[] gradient(Learner learner, String name) {
        return learner.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .map(slot -> slot.gradient().clone())
                .orElseThrow();
    }

    private static Learner learner(double learningRate) {
        Network network = Network.of(
                Shape.of(4), linear(5), batchNorm(), sigmoid(), linear(5), batchNorm(), sigmoid(), linear(2));
        return new Learner(network, data(), EXAMPLES, learningRate, 3);
    }

    private static Dataset data() {
        Randomness random = new Randomness(7);
        float[][] inputs = new float[EXAMPLES][4];
        int[] classes = new int[EXAMPLES];
        for (int example = 0; example < EXAMPLES; example++) {
            for (int at = 0; at < 4; at++) {
                inputs[example][at] = (float) random.nextGaussian();
            }
            classes[example] = example % 2;
        }
        return Datasets.of(Shape.of(4), inputs, classes, Target.classes(2));
    }
}
