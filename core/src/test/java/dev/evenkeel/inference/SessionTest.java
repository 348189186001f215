package dev.evenkeel.inference;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.lstm;
import static dev.evenkeel.network.Layers.rmsNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTest {
    private static final int POSITIONS = 70;

    static Stream<Network> networks() {
        return Stream.of(
                Transformer.of(2, 2, 8).languageModel(5, POSITIONS),
                Transformer.of(1, 2, 8)
                        .order(Transformer.Order.POST)
                        .normalization(rmsNorm())
                        .activation(Transformer.Activation.SWIGLU)
                        .dropout(0.2)
                        .languageModel(5, POSITIONS),
                Network.of(
                        Shape.of(POSITIONS, 3),
                        linear(16),
                        Rotary.of(3, 4),
                        attention(2).keyValueHeads(1).causal(),
                        linear(5)),
                Transformer.of(1, 2, 8).tied().qkNorm(QkNorm.Kind.LAYER).languageModel(5, POSITIONS),
                Network.of(
                        Shape.of(POSITIONS, 3),
                        linear(16),
                        QkNorm.of(2, 1, 4),
                        Rotary.of(3, 4),
                        attention(2).keyValueHeads(1).causal(),
                        linear(5)),
                Network.of(Shape.of(POSITIONS, 3), lstm(19), lstm(4), linear(5)),
                Network.of(
                        Shape.of(POSITIONS, 3),
                        lstm(5).normalization(CellNormalization.batch(8)),
                        gru(6).normalization(CellNormalization.layer()),
                        linear(5)),
                Network.of(Shape.of(POSITIONS, 3), gru(19), gru(4).reset(Gru.Reset.BEFORE), linear(5)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void positionsOneByOneGiveTheBitsOfTheWholeSequence(Network network) {
        Predictor predictor = trained(network).freeze();
        float[] input = input(network, 9);
        float[] whole = predictor.predict(input);
        int channels = network.input().channels();
        try (Session session = predictor.session()) {
            for (int position = 0; position < POSITIONS; position++) {
                float[] one = Arrays.copyOfRange(input, position * channels, (position + 1) * channels);
                assertThat(session.next(one)).isEqualTo(Arrays.copyOfRange(whole, position * 5, (position + 1) * 5));
            }
            assertThat(session.position()).isEqualTo(POSITIONS);
            assertThatThrownBy(() -> session.next(new float[channels])).hasMessageContaining("all 70 positions");
        }
    }

    @Test
    void sessionsOfOnePredictorDoNotDisturbEachOther() {
        Predictor predictor =
                trained(Transformer.of(1, 2, 8).languageModel(5, POSITIONS)).freeze();
        try (Session first = predictor.session();
                Session second = predictor.session()) {
            first.next(1);
            float[] alone = first.next(2);
            second.next(1);
            first.next(4);
            assertThat(second.next(2)).isEqualTo(alone);
        }
    }

    @Test
    void whatLooksAheadIsNamed() {
        Network ahead = Network.of(Shape.of(4, 3), linear(6), attention(2), linear(5));
        assertThatThrownBy(() -> trained(ahead).freeze().session())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("'1'")
                .hasMessageContaining("causal");
        Network backwards =
                Network.of(Shape.of(4, 3), linear(6), lstm(2).direction(Recurrent.Direction.BIDIRECTIONAL), linear(5));
        assertThatThrownBy(() -> trained(backwards).freeze().session())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("lstm 2, bidirectional '1'")
                .hasMessageContaining("forward");
        Network mixed = Network.of(Shape.of(4, 3), linear(6), groupNorm(2), linear(5));
        assertThatThrownBy(() -> trained(mixed).freeze().session())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("groupNorm");
    }

    @Test
    void severalRowsOfAPositionAreRefusedWherePositionsCount() {
        Network rows = Network.of(Shape.of(4, 2, 6), attention(1).causal(), linear(5));
        assertThatThrownBy(() -> session(rows)).hasMessageContaining("one row for each of its 4 positions");
        Network repeated = Network.builder(Shape.of(4, 3))
                .add("apart", Layers.reshape(4, 1, 3))
                .add("sums", Layers.multiply(), List.of("apart", Network.INPUT))
                .add("together", Layers.reshape(4, 12))
                .add("scores", linear(5))
                .build();
        assertThatThrownBy(() -> session(repeated)).hasMessageContaining("may mix them");
        Network everything = Network.of(Shape.of(4, 3), Layers.layerNorm().overAllAxes(), linear(5));
        assertThatThrownBy(() -> session(everything)).hasMessageContaining("layerNorm");
    }

    private static Session session(Network network) {
        return trained(network).freeze().session();
    }

    @Test
    void aPositionThatFailsClosesTheSession() {
        Session session = session(Transformer.of(1, 1, 4).languageModel(5, 6));
        session.next(1);
        assertThatThrownBy(() -> session.next(99)).isInstanceOf(EvenkeelException.class);
        assertThatThrownBy(() -> session.next(1)).hasMessageContaining("closed");
    }

    @Test
    void aClosedSessionSaysSo() {
        Session session =
                trained(Transformer.of(1, 1, 4).languageModel(5, 6)).freeze().session();
        session.close();
        assertThatThrownBy(() -> session.next(1)).hasMessageContaining("closed");
    }

    private static Model trained(Network network) {
        int positions = network.input().positions();
        float[][] inputs = {input(network, 1), input(network, 2), input(network, 3)};
        float[][] targets = new float[3][positions];
        for (float[] target : targets) {
            for (int position = 0; position < positions; position++) {
                target[position] = position % 5;
            }
        }
        return Trainer.of(network)
                .loss(Losses.crossEntropy())
                .batchSize(3)
                .epochs(1)
                .fit(Datasets.of(network.input(), inputs, targets));
    }

    private static float[] input(Network network, long seed) {
        Randomness randomness = Randomness.of(seed, "session");
        float[] values = new float[network.input().size()];
        for (int index = 0; index < values.length; index++) {
            double value = randomness.nextGaussian();
            values[index] = network.input().channels() == 1 ? Math.floorMod((int) (value * 100), 5) : (float) value;
        }
        return values;
    }
}
