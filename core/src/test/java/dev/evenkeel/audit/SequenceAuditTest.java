package dev.evenkeel.audit;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules about sequences. */
class SequenceAuditTest {
    private static final Shape SEQUENCE = Shape.of(9, 6);
    private static final PositionEmbedding POSITIONS = new PositionEmbedding(PositionEmbedding.Kind.LEARNED, 9);

    @Test
    void statisticsOverPositionsTellACausalNetworkOfTheFuture() {
        Network leaking =
                Network.of(SEQUENCE, linear(12), batchNorm(), attention(2).causal(), groupNorm(2), linear(3));
        assertThat(found("leaks-future", leaking))
                .containsExactly(
                        "WARNING batchNorm '1': it normalises over positions, but attention '2' may not see later ones:"
                                + " training sees what it should predict",
                        "WARNING groupNorm '3': it normalises over positions, but attention '2' may not see later ones:"
                                + " training sees what it should predict, and so does inference");
        assertThat(found("leaks-future", Transformer.of(1, 2, 8).languageModel(5, 6)))
                .isEmpty();
        assertThat(found("leaks-future", Network.of(SEQUENCE, POSITIONS, batchNorm(), attention(1), linear(3))))
                .isEmpty();
        assertThat(found(
                        "leaks-future",
                        Transformer.of(1, 2, 8).normalization(batchNorm()).languageModel(5, 6)))
                .hasSize(3);
    }

    @Test
    void attentionWithoutPositionsDoesNotSeeTheOrder() {
        assertThat(found("no-positions", Network.of(SEQUENCE, linear(12), attention(2), linear(3))))
                .containsExactly("WARNING attention '1': nothing before it says where a position stands");
        assertThat(found("no-positions", Network.of(SEQUENCE, POSITIONS, linear(12), attention(2), linear(3))))
                .isEmpty();
        assertThat(found(
                        "no-positions",
                        Network.of(SEQUENCE, linear(12), attention(2).causal(), linear(3))))
                .isEmpty();
    }

    @Test
    void recurrenceGivesOrder() {
        assertThat(found("no-positions", Network.of(SEQUENCE, Layers.lstm(12), attention(2), linear(3))))
                .isEmpty();
    }

    @Test
    void postNormIsNotedAndPreNormIsNot() {
        Transformer transformer = Transformer.of(2, 2, 8).normalization(layerNorm());
        assertThat(found("post-norm", transformer.classifier(SEQUENCE, 3))).isEmpty();
        assertThat(found("post-norm", transformer.order(Transformer.Order.POST).classifier(SEQUENCE, 3)))
                .hasSize(3)
                .first()
                .isEqualTo("NOTE layerNorm 'blocks.0.norm1': it normalises a sum that goes past attention");
    }

    @Test
    void aScheduleThatIsKnownTellsOfAWarmUp() {
        Network network = Transformer.of(1, 2, 8).order(Transformer.Order.POST).classifier(SEQUENCE, 3);
        Dataset data = Datasets.of(
                SEQUENCE,
                Target.classes(List.of("a", "b", "c")),
                List.of(Example.of(new float[54], 0), Example.of(new float[54], 1)));
        Trainer trainer = Trainer.of(network).batchSize(1).epochs(20);

        assertThat(Found.of(trainer.audit(data), "post-norm"))
                .containsExactly(
                        "WARNING layerNorm 'blocks.0.norm1': it normalises a sum that goes past attention, and the"
                                + " learning rate is not warmed up");
        assertThat(Found.of(trainer.schedule(Schedules.oneCycle()).audit(data), "post-norm"))
                .isEmpty();
        assertThat(Found.of(trainer.schedule(Schedules.cosine().warmUp(8)).audit(data), "post-norm"))
                .isEmpty();
        Model warmed = trainer.optimizer(Optimizers.adam(0.001))
                .schedule(Schedules.cosine().warmUpShare(0.2))
                .epochs(1)
                .fit(data);
        assertThat(Found.of(Audit.of(warmed), "post-norm")).isEmpty();
    }

    private static List<String> found(String rule, Network network) {
        return Found.of(Audit.of(network), rule);
    }
}
