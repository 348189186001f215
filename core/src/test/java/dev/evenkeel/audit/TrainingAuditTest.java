package dev.evenkeel.audit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.train.loss.Losses.meanSquaredError;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.optimizer.ParameterGroup;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules about how a network is trained. */
class TrainingAuditTest {
    private static final Network DENSE =
            Network.of(Shape.of(8), linear(4).withoutBias(), batchNorm(), relu(), linear(2));
    private static final Circumstances UNKNOWN = Circumstances.unknown();

    @Test
    void theInflationIsTheMeanOfTheInverseDeviation() {
        assertThat(BatchChecks.inflation(4)).isCloseTo(1.596, within(1e-3));
        for (int values : new int[] {3, 5, 16}) {
            assertThat(BatchChecks.inflation(values)).isCloseTo(simulated(values), within(0.03 * simulated(values)));
        }
        assertThat(BatchChecks.inflation(10_000)).isCloseTo(1, within(1e-3));
    }

    /** The mean of 1/s over many draws of so many normal values. */
    private static double simulated(int values) {
        Random random = new Random(7);
        int draws = values == 3 ? 2_000_000 : 200_000;
        double sum = 0;
        for (int draw = 0; draw < draws; draw++) {
            double total = 0;
            double squares = 0;
            for (int value = 0; value < values; value++) {
                double x = random.nextGaussian();
                total += x;
                squares += x * x;
            }
            sum += 1 / Math.sqrt(squares / values - total / values * total / values);
        }
        return sum / draws;
    }

    @Test
    void statisticsOfFewValuesAreToldWithTheirInflation() {
        assertThat(found("few-values", DENSE, UNKNOWN.batchSize(4)))
                .containsExactly("WARNING batchNorm '1': with 4 values per channel (4 of the batch x 1 position) 1/s is"
                        + " 1.60 times too large on average");
        assertThat(found("few-values", DENSE, UNKNOWN.batchSize(2)))
                .containsExactly("WARNING batchNorm '1': of 2 values per channel (2 of the batch x 1 position) it makes"
                        + " nothing but +1 and -1, and 1/s has no mean");
        assertThat(found("few-values", DENSE, UNKNOWN.batchSize(1)))
                .containsExactly("ERROR batchNorm '1': it cannot learn from 1 value per channel (1 of the batch x 1"
                        + " position), whose variance is always 0");
        assertThat(found("few-values", DENSE, UNKNOWN.batchSize(128).examples(9)))
                .hasSize(1);
        assertThat(found("few-values", DENSE, UNKNOWN.batchSize(32).apart(8)))
                .containsExactly(
                        "WARNING batchNorm '1': with 4 values per channel (4 of the batch at each of 8 workers x 1"
                                + " position) 1/s is 1.60 times too large on average");
    }

    @Test
    void numbersFarFromOneAreToldUnlessTheyAreStandardised() {
        Dataset houses =
                Datasets.of(Shape.of(1), new float[][] {{1}, {2}, {3}}, new float[][] {{1e5f}, {2e5f}, {3e5f}});
        Trainer trainer = Trainer.of(Network.of(Shape.of(1), linear(1))).loss(meanSquaredError());

        assertThat(Found.of(trainer.audit(houses), "raw-targets"))
                .containsExactly("WARNING linear '0': target 0 is learnt as it is, with mean 2.000e+05 and deviation"
                        + " 8.165e+04");
        assertThat(Found.of(trainer.targets(Targets.STANDARDIZED).audit(houses), "raw-targets"))
                .isEmpty();
        Dataset small = Datasets.of(Shape.of(1), new float[][] {{1}, {2}}, new float[][] {{-1}, {1}});
        assertThat(Found.of(trainer.audit(small), "raw-targets")).isEmpty();
    }

    @Test
    void positionsCountAsValuesAndGhostBatchesAreSmall() {
        Network image = Network.of(Shape.of(8, 8, 3), conv(4, 3), batchNorm(), relu(), conv(2, 1));
        assertThat(found("few-values", image, UNKNOWN.batchSize(1))).isEmpty();
        Network ghosts = Network.of(Shape.of(8), linear(4), batchNorm().ghostSize(8), relu(), linear(2));
        assertThat(found("few-values", ghosts, UNKNOWN.batchSize(64)))
                .singleElement()
                .asString()
                .contains("8 values per channel");
    }

    @Test
    void manyValuesOtherNormsAndUnknownBatchesAreFine() {
        assertThat(found("few-values", DENSE, UNKNOWN.batchSize(16))).isEmpty();
        assertThat(found("few-values", DENSE, UNKNOWN)).isEmpty();
        Network renorm = Network.of(Shape.of(8), linear(4), batchRenorm(), relu(), linear(2));
        assertThat(found("few-values", renorm, UNKNOWN.batchSize(4))).isEmpty();
        Network groups = Network.of(Shape.of(8), linear(4), groupNorm(2), relu(), linear(2));
        assertThat(found("few-values", groups, UNKNOWN.batchSize(1))).isEmpty();
    }

    @Test
    void aBatchOfOneAtTheEndIsAnError() {
        assertThat(found("batch-of-one", DENSE, UNKNOWN.batchSize(2).examples(7)))
                .containsExactly("ERROR batchNorm '1': 7 examples in batches of 2 leave a batch of one, from which it"
                        + " cannot learn");
        assertThat(found("batch-of-one", DENSE, UNKNOWN.batchSize(2).examples(8)))
                .isEmpty();
        assertThat(found("batch-of-one", DENSE, UNKNOWN.batchSize(128).examples(129)))
                .isEmpty();
        Network image = Network.of(Shape.of(8, 8, 3), conv(4, 3), batchNorm(), relu(), conv(2, 1));
        assertThat(found("batch-of-one", image, UNKNOWN.batchSize(2).examples(7)))
                .isEmpty();
    }

    @Test
    void accumulationIsNotALargerBatch() {
        assertThat(found("accumulation", DENSE, UNKNOWN.accumulation(4)))
                .containsExactly("NOTE batchNorm '1': each of the 4 batches of a step is normalised by itself");
        assertThat(found("accumulation", DENSE, UNKNOWN)).isEmpty();
        assertThat(found("accumulation", Network.of(Shape.of(8), linear(2)), UNKNOWN.accumulation(4)))
                .isEmpty();
    }

    @Test
    void initialValuesWeighInAShortTraining() {
        Circumstances known = UNKNOWN.batchSize(32).examples(320);
        assertThat(found("short-training", DENSE, known.epochs(2)))
                .containsExactly("WARNING batchNorm '1': after 20 batches 12 % of its running statistics will still be"
                        + " their initial values");
        assertThat(found("short-training", DENSE, known.epochs(5))).isEmpty();
        Circumstances replaced = known.epochs(2).statistics(StatisticsOrigin.Kind.POPULATION);
        assertThat(found("short-training", DENSE, replaced)).isEmpty();
        Network cumulative = Network.of(Shape.of(8), linear(4), batchNorm().cumulative(), relu(), linear(2));
        assertThat(found("short-training", cumulative, known.epochs(2))).isEmpty();
    }

    @Test
    void aNewBatchThatWeighsMoreThanAllBeforeItIsQuestioned() {
        Network backwards = Network.of(Shape.of(8), linear(4), batchNorm().newBatchWeight(0.99f), relu(), linear(2));
        assertThat(found("new-batch-weight", backwards, UNKNOWN))
                .containsExactly(
                        "WARNING batchNorm '1': its newBatchWeight is 0.99, so its running statistics are hardly"
                                + " more than those of the last batch. If 0.99 is the momentum of Keras, Flax or ONNX, the"
                                + " newBatchWeight is 0.01");
        Network last = Network.of(Shape.of(8), linear(4), batchRenorm().newBatchWeight(1), relu(), linear(2));
        assertThat(found("new-batch-weight", last, UNKNOWN))
                .containsExactly(
                        "WARNING batchRenorm '1': its newBatchWeight is 1, so its running statistics are those of the"
                                + " last batch");
        Network half = Network.of(Shape.of(8), linear(4), batchNorm().newBatchWeight(0.5f), relu(), linear(2));
        assertThat(found("new-batch-weight", half, UNKNOWN)).isEmpty();
        Network kept = Network.of(
                Shape.of(8), linear(4), batchNorm().newBatchWeight(0.99f).frozenStatistics(), relu(), linear(2));
        assertThat(found("new-batch-weight", kept, UNKNOWN)).isEmpty();
    }

    @Test
    void aTrainerTellsItsCircumstances() {
        Dataset data = Datasets.of(Shape.of(8), new float[40][8], new float[40][2]);
        Trainer trainer = Trainer.of(DENSE)
                .optimizer(sgd(0.1).weightDecay(0.01f))
                .batchSize(8)
                .epochs(3)
                .accumulate(2)
                .validationShare(0.2);
        Circumstances known = trainer.audit(data).circumstances();
        assertThat(known)
                .isEqualTo(UNKNOWN.batchSize(8)
                        .examples(32)
                        .epochs(3)
                        .accumulation(2)
                        .statistics(StatisticsOrigin.Kind.POPULATION)
                        .firstRate(1));
        assertThat(Found.of(trainer.audit(data), "decayed-norm")).isEmpty();
        assertThat(Found.of(
                        trainer.group(ParameterGroup.matching("1.*").weightDecay(0.1))
                                .audit(data),
                        "decayed-norm"))
                .containsExactly("NOTE batchNorm '1': weight decay shrinks 1.weight and 1.bias");
        assertThat(Found.of(trainer.freezeStatistics("1").audit(data), "stale-statistics"))
                .hasSize(1);
        assertThat(Found.of(trainer.freezeStatistics("1").audit(data), "few-values"))
                .isEmpty();
    }

    @Test
    void circumstancesAreNumbersFromOneOn() {
        assertThatThrownBy(() -> UNKNOWN.batchSize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A batch needs 1 or more, but got 0");
    }

    private static List<String> found(String rule, Network network, Circumstances circumstances) {
        return Found.of(Audit.of(network).under(circumstances), rule);
    }
}
