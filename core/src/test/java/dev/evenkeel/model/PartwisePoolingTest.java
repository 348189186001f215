package dev.evenkeel.model;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartwisePoolingTest {
    private static final Dataset DATA = data();
    private static final Model MODEL = Trainer.of(Network.of(
                    Shape.of(3),
                    linear(6),
                    batchNorm(),
                    relu(),
                    residual(linear(6), batchNorm(), relu()),
                    batchNorm(),
                    linear(2)))
            .epochs(1)
            .batchSize(16)
            .statistics(ShippedStatistics.RUNNING)
            .fit(DATA);

    private static Dataset data() {
        Random random = new Random(4);
        float[][] inputs = new float[300][3];
        int[] classes = new int[300];
        for (int row = 0; row < 300; row++) {
            for (int column = 0; column < 3; column++) {
                inputs[row][column] = (float) (10 + 3 * random.nextGaussian());
            }
            classes[row] = inputs[row][0] > 10 ? 1 : 0;
        }
        return Datasets.of(Shape.of(3), inputs, classes, Target.classes(2));
    }

    private static Model pooled(int... cuts) {
        PartwisePooling pooling = PartwisePooling.of(MODEL, Pooling.standard());
        while (!pooling.isComplete()) {
            List<Moments> merged = new ArrayList<>();
            for (int part = 0; part + 1 < cuts.length; part++) {
                Dataset examples =
                        DATA.select(IntStream.range(cuts[part], cuts[part + 1]).toArray());
                List<Moments> moments =
                        PartwisePooling.moments(pooling.model(), pooling.layers(), examples, Team.alone());
                for (int layer = 0; layer < moments.size(); layer++) {
                    if (part == 0) {
                        merged.add(new Moments(moments.get(layer).channels()));
                    }
                    merged.get(layer).merge(moments.get(layer));
                }
            }
            pooling = pooling.settled(merged);
        }
        return pooling.finished(DATA.name(), DATA.size());
    }

    @Test
    void onePartGivesTheBitsOfRecalibration() {
        Model expected = MODEL.recalibrate(DATA);
        Model pooled = pooled(0, 300);

        for (String name : expected.tensors().keySet()) {
            assertThat(pooled.tensor(name).toArray())
                    .as(name)
                    .containsExactly(expected.tensor(name).toArray());
        }
        assertThat(pooled.attachments()).isEqualTo(expected.attachments());
        assertThat(pooled.sampleCounts("1")).isEqualTo(expected.sampleCounts("1"));
    }

    @Test
    void anyPartsGiveTheSameButForRounding() {
        Model expected = MODEL.recalibrate(DATA);
        Model pooled = pooled(0, 1, 1, 130, 300);

        for (String name : expected.tensors().keySet()) {
            Tensor tensor = expected.tensor(name);
            for (int index = 0; index < tensor.shape().size(); index++) {
                assertThat(pooled.tensor(name).at(index))
                        .as(name)
                        .isCloseTo(tensor.at(index), within(1e-5f * Math.max(1, Math.abs(tensor.at(index)))));
            }
        }
        assertThat(Arrays.equals(
                        pooled.tensor("1.running_mean").toArray(),
                        MODEL.tensor("1.running_mean").toArray()))
                .isFalse();
    }

    @Test
    void layersAreSettledAfterThoseTheyDependOn() {
        PartwisePooling pooling = PartwisePooling.of(MODEL, Pooling.standard());

        assertThat(pooling.layers()).hasSize(1);
        assertThatThrownBy(() -> pooling.finished("data", 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pooling.settled(List.of(new Moments(6))))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("all parts are empty");
        assertThatThrownBy(() -> PartwisePooling.of(MODEL, Pooling.standard().keepingDropout(1)))
                .isInstanceOf(EvenkeelException.class);
    }
}
