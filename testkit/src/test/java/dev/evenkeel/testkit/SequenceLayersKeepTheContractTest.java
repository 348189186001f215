package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.lstm;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

class SequenceLayersKeepTheContractTest implements OwnLayerContract {
    @Override
    public Stream<LayerCase> cases() {
        return Stream.of(packed(), apart(), biased(), positions(), pools(), recurrent(), normalized())
                .flatMap(List::stream);
    }

    private static List<LayerCase> packed() {
        return List.of(
                LayerCase.of(attention(1), Shape.of(4, 6))
                        .refuses(Shape.of(4, 7), "multiple of 3")
                        .refuses(Shape.of(6), "[positions, channels]"),
                LayerCase.of(attention(2), Shape.of(5, 12)),
                LayerCase.of(attention(2), Shape.of(5, 12)).padded(),
                LayerCase.of(attention(2).causal(), Shape.of(5, 12)),
                LayerCase.of(attention(2).causal(), Shape.of(5, 12)).padded(),
                LayerCase.of(attention(4).keyValueHeads(2), Shape.of(3, 16)).padded(),
                LayerCase.of(attention(3).keyValueHeads(1).causal().scale(0.7), Shape.of(4, 10)),
                LayerCase.of(attention(1), Shape.of(2, 2, 6)),
                LayerCase.of(attention(2).softcap(0.6).causal(), Shape.of(5, 12))
                        .padded(),
                LayerCase.of(attention(1).causal(), Shape.of(70, 6)),
                LayerCase.of(attention(1), Shape.of(130, 3)).padded());
    }

    private static List<LayerCase> apart() {
        return List.of(
                LayerCase.of(attention(2), Shape.of(3, 4), Shape.of(5, 8)),
                LayerCase.of(attention(2), Shape.of(4, 4), Shape.of(4, 4), Shape.of(4, 6)),
                LayerCase.of(attention(4).keyValueHeads(2), Shape.of(3, 8), Shape.of(5, 4), Shape.of(5, 2)),
                LayerCase.of(attention(2), Shape.of(4, 4), Shape.of(4, 4), Shape.of(4, 6))
                        .padded());
    }

    private static List<LayerCase> biased() {
        return List.of(
                LayerCase.of(attention(2), Shape.of(3, 4), Shape.of(5, 4), Shape.of(5, 4), Shape.of(3, 5)),
                LayerCase.of(attention(2), Shape.of(3, 4), Shape.of(5, 4), Shape.of(5, 4), Shape.of(2, 3, 5)),
                LayerCase.of(attention(2).softcap(0.4), Shape.of(3, 4), Shape.of(5, 4), Shape.of(5, 4), Shape.of(3, 5)),
                LayerCase.of(
                        attention(2).keyValueHeads(1).causal(),
                        Shape.of(4, 4),
                        Shape.of(4, 2),
                        Shape.of(4, 2),
                        Shape.of(2, 4, 4)));
    }

    private static List<LayerCase> positions() {
        return List.of(
                LayerCase.of(Rotary.of(2, 4), Shape.of(5, 8)).refuses(Shape.of(5, 6), "8 channels"),
                LayerCase.of(Rotary.of(2, 4), Shape.of(3, 14)).padded(),
                LayerCase.of(Rotary.of(1, 6).pairing(Rotary.Pairing.INTERLEAVED), Shape.of(4, 6)),
                LayerCase.of(new Rotary(2, 6, 4, Rotary.Pairing.INTERLEAVED, 500), Shape.of(4, 12)),
                LayerCase.of(new Rotary(2, 6, 2, Rotary.Pairing.HALVES, 10_000), Shape.of(4, 12)),
                LayerCase.of(QkNorm.of(2, 1, 4), Shape.of(5, 16)).refuses(Shape.of(5, 11), "at least 12 channels"),
                LayerCase.of(QkNorm.of(2, 2, 3).kind(QkNorm.Kind.LAYER), Shape.of(4, 12))
                        .padded(),
                LayerCase.of(QkNorm.of(0, 1, 5), Shape.of(2, 2, 6)),
                LayerCase.of(new PositionEmbedding(PositionEmbedding.Kind.LEARNED, 7), Shape.of(5, 6))
                        .refuses(Shape.of(8, 6), "at most 7"),
                LayerCase.of(new PositionEmbedding(PositionEmbedding.Kind.LEARNED, 5), Shape.of(5, 6))
                        .padded(),
                LayerCase.of(new PositionEmbedding(PositionEmbedding.Kind.SINUSOIDAL, 9), Shape.of(5, 7)));
    }

    private static List<LayerCase> recurrent() {
        return List.of(
                LayerCase.of(lstm(1), Shape.of(4, 2))
                        .refuses(Shape.of(6), "[positions, channels]")
                        .refuses(Shape.of(2, 4, 3), "[positions, channels]"),
                LayerCase.of(lstm(17), Shape.of(3, 2)),
                LayerCase.of(lstm(5), Shape.of(7, 3)).padded(),
                LayerCase.of(lstm(4).direction(Recurrent.Direction.BACKWARD), Shape.of(5, 3))
                        .padded(),
                LayerCase.of(lstm(3).direction(Recurrent.Direction.BIDIRECTIONAL), Shape.of(5, 4))
                        .padded(),
                LayerCase.of(gru(1), Shape.of(4, 2)).refuses(Shape.of(6), "[positions, channels]"),
                LayerCase.of(gru(17), Shape.of(3, 2)),
                LayerCase.of(gru(5), Shape.of(7, 3)).padded(),
                LayerCase.of(gru(3).direction(Recurrent.Direction.BIDIRECTIONAL), Shape.of(5, 4))
                        .padded(),
                LayerCase.of(gru(17).reset(Gru.Reset.BEFORE), Shape.of(3, 2)),
                LayerCase.of(gru(4).reset(Gru.Reset.BEFORE).direction(Recurrent.Direction.BACKWARD), Shape.of(5, 3))
                        .padded());
    }

    private static List<LayerCase> normalized() {
        CellNormalization layer = CellNormalization.layer();
        CellNormalization batch = CellNormalization.batch(2);
        Recurrent.Direction both = Recurrent.Direction.BIDIRECTIONAL;
        TrainingMode frozen = TrainingMode.TRAIN.withFrozenStatistics();
        return List.of(
                LayerCase.of(lstm(3).normalization(layer), Shape.of(3, 1))
                        .refuses(Shape.of(6), "[positions, channels]"),
                LayerCase.of(lstm(3).normalization(layer).direction(both), Shape.of(3, 1))
                        .padded(),
                LayerCase.of(gru(3).normalization(layer.epsilon(0.01)), Shape.of(3, 1))
                        .padded(),
                LayerCase.of(lstm(2).normalization(batch), Shape.of(3, 1))
                        .fewest(2)
                        .updates(0),
                LayerCase.of(lstm(1).normalization(batch.epsilon(0.1)).direction(both), Shape.of(3, 1))
                        .fewest(2)
                        .padded(),
                LayerCase.of(
                                gru(2).normalization(batch.newBatchWeight(0.3)).direction(Recurrent.Direction.BACKWARD),
                                Shape.of(4, 1))
                        .fewest(2)
                        .padded(),
                LayerCase.of(lstm(2).normalization(batch), Shape.of(3, 1))
                        .treated(frozen)
                        .padded());
    }

    private static List<LayerCase> pools() {
        return Stream.of(SequencePool.Kind.values())
                .flatMap(kind -> Stream.of(
                        LayerCase.of(new SequencePool(kind), Shape.of(5, 3))
                                .refuses(Shape.of(5), "[positions, channels]"),
                        LayerCase.of(new SequencePool(kind), Shape.of(4, 3)).padded(),
                        LayerCase.of(new SequencePool(kind), Shape.of(2, 2, 3))))
                .toList();
    }
}
