package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.Part;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Padding where a network moves positions but keeps their number: it is not where the input's was, and holds 0. */
class MovedPositionsTest {
    private static final Shape FOUR_POSITIONS = Shape.of(4, 1);
    private static final Dataset TWO_REAL =
            Datasets.of(FOUR_POSITIONS, Target.values(4), List.of(example(1), example(3)));

    private static Example example(float first) {
        return new Example(new float[] {first, 2, 7, 8}, new float[] {8, 7, 0, 0}, 1, 2);
    }

    @Test
    void positionsTurnedAroundTakeNoPadding() {
        assertThatThrownBy(() -> model(take(0, 3, 2, 1, 0)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("take")
                .hasMessageContaining("cannot tell where padded sequences end");
    }

    @Test
    void statisticsBehindPositionsInTheirOrderAreOfTheRealOnes() {
        assertThat(mean(take(0, 0, 0, 1, 2), batchNorm())).isCloseTo(12 / 6f, within(1e-6f));
    }

    @Test
    void outputsOfPositionsInTheirOrderAreMeasuredWhereTheyAreReal() {
        assertThat(error(take(0, 0, 0, 1, 2))).isCloseTo(Math.sqrt((49 + 36 + 4 + 25 + 16 + 4) / 6.0), within(1e-6));
    }

    @Test
    void outputsOfPositionsThatStayAreMeasuredWhereTheyAreReal() {
        assertThat(error(relu())).isCloseTo(Math.sqrt((49 + 25 + 25 + 25) / 4.0), within(1e-6));
    }

    @Test
    void statisticsBehindPositionsThatStayAreOfTheRealOnes() {
        assertThat(mean(relu(), batchNorm())).isCloseTo(8 / 4f, within(1e-6f));
    }

    private static double error(Part part) {
        return Evaluation.of(model(part).freeze(), TWO_REAL, List.of(Metrics.rootMeanSquaredError()))
                .values()
                .iterator()
                .next();
    }

    private static float mean(Part... parts) {
        return model(parts).recalibrate(TWO_REAL).tensor("1.running_mean").toArray()[0];
    }

    private static Model model(Part... parts) {
        return Trainer.of(Network.of(FOUR_POSITIONS, parts))
                .loss(Losses.meanSquaredError())
                .targets(Targets.AS_GIVEN)
                .batchSize(2)
                .epochs(1)
                .fit(TWO_REAL);
    }
}
