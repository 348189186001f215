package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.expand;
import static dev.evenkeel.network.Layers.pad;
import static dev.evenkeel.network.Layers.reshape;
import static dev.evenkeel.network.Layers.slice;
import static dev.evenkeel.network.Layers.take;
import static dev.evenkeel.network.Layers.tile;
import static dev.evenkeel.network.Layers.transpose;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Layers that move values about, and the embedding, which moves rows of its weight. */
class RearrangementsKeepTheContractTest implements OwnLayerContract {
    private static final Shape ROW = Shape.of(7);
    private static final Shape LINE = Shape.of(7, 3);
    private static final Shape IMAGE = Shape.of(5, 6, 2);
    private static final Shape WIDE = Shape.of(3, 4, 67);
    private static final Shape VOLUME = Shape.of(3, 4, 5, 2);

    @Override
    public Stream<LayerCase> cases() {
        return Stream.of(reshaped(), transposed(), sliced(), taken(), padded(), repeated(), lookedUp())
                .flatMap(List::stream);
    }

    private static List<LayerCase> reshaped() {
        return List.of(
                LayerCase.of(reshape(7), ROW).refuses(Shape.of(8), "the 7 values of its shape [7]", "has 8"),
                LayerCase.of(reshape(1, 7, 1), ROW),
                LayerCase.of(reshape(3, 7), LINE),
                LayerCase.of(reshape(7, 1, 3), LINE).padded(),
                LayerCase.of(reshape(21), LINE).padded(),
                LayerCase.of(reshape(3, 5, 4), IMAGE).refuses(LINE, "60 values", "21"),
                LayerCase.of(reshape(12, 67), WIDE),
                LayerCase.of(reshape(2, 3, 2, 1, 10), VOLUME),
                LayerCase.of(reshape(), Shape.of(1, 1)));
    }

    private static List<LayerCase> transposed() {
        return List.of(
                LayerCase.of(transpose(0), ROW),
                LayerCase.of(transpose(1, 0), LINE).refuses(ROW, "2 axes", "[1, 0]", "has 1"),
                LayerCase.of(transpose(0, 1), LINE).padded(),
                LayerCase.of(transpose(1, 0), Shape.of(5, 5)).padded(),
                LayerCase.of(transpose(2, 0, 1), IMAGE).refuses(VOLUME, "3 axes", "has 4"),
                LayerCase.of(transpose(1, 2, 0), IMAGE),
                LayerCase.of(transpose(1, 0, 2), WIDE),
                LayerCase.of(transpose(2, 1, 0), Shape.of(1, 9, 1)),
                LayerCase.of(transpose(3, 1, 0, 2), VOLUME),
                LayerCase.of(transpose(1, 0, 2, 3), Shape.of(2, 3, 4, 17)));
    }

    private static List<LayerCase> sliced() {
        return List.of(
                LayerCase.of(slice(0, 2, 3), ROW).refuses(Shape.of(4), "positions 2 to 4 of axis 0", "has 4 there"),
                LayerCase.of(slice(0, 6, 7).step(-1), ROW),
                LayerCase.of(slice(-1, 5, 3).step(-2), ROW).refuses(Shape.of(5), "positions 5 to 1"),
                LayerCase.of(slice(0, 6, 7).step(-1), LINE),
                LayerCase.of(slice(1, 0, 2).step(2), LINE).refuses(ROW, "with axis 1", "has 1 axes"),
                LayerCase.of(slice(-1, 1, 2), LINE).padded(),
                LayerCase.of(slice(-3, 1, 2).step(3), IMAGE).refuses(LINE, "with axis -3"),
                LayerCase.of(slice(1, 4, 1).step(-7), IMAGE),
                LayerCase.of(slice(0, 1, 2), WIDE),
                LayerCase.of(slice(2, 66, 23).step(-2), WIDE),
                LayerCase.of(slice(-2, 4, 3).step(-2), VOLUME),
                LayerCase.of(slice(0, 0, 1), Shape.of(1, 1, 1, 3)));
    }

    private static List<LayerCase> taken() {
        return List.of(
                LayerCase.of(take(0, 3), ROW).refuses(Shape.of(3), "position 3 of axis 0", "has 3 there"),
                LayerCase.of(take(0, 6, 0, 6, 6, -1, -7), ROW).refuses(Shape.of(6), "position 6"),
                LayerCase.of(take(0, 1, 0, 2, 3, 4, 5, 6), LINE),
                LayerCase.of(take(-1, 2, 2, 0, 1), LINE).refuses(Shape.of(7, 2), "position 2 of axis -1"),
                LayerCase.of(take(1, -6, 5), IMAGE).refuses(ROW, "with axis 1"),
                LayerCase.of(take(0, 2, 0, 2), WIDE),
                LayerCase.of(take(2, 1, 1, 1), VOLUME),
                LayerCase.of(take(1, 0, 0, -1), Shape.of(2, 1, 5)));
    }

    private static List<LayerCase> padded() {
        List<LayerCase> cases = new ArrayList<>(List.of(
                LayerCase.of(pad(2).value(-1.5f), ROW).refuses(LINE, "1 axes", "[2]", "has 2"),
                LayerCase.of(pad(0, 1), LINE).padded(),
                LayerCase.of(pad(1, 0).value(3), LINE),
                LayerCase.of(pad(1, 1, 0).value(0.1f), WIDE)));
        for (Pad.Mode mode : Pad.Mode.values()) {
            cases.add(LayerCase.of(pad(2).after(1).mode(mode), ROW));
            cases.add(LayerCase.of(pad(0).after(17).mode(mode), ROW));
            cases.add(LayerCase.of(pad(20, 5).after(0, 7).mode(mode), LINE));
            cases.add(LayerCase.of(pad(2, 0, 1).after(1, 3, 1).mode(mode), IMAGE));
            cases.add(LayerCase.of(pad(1, 2, 0).mode(mode), Shape.of(1, 2, 1)));
            cases.add(LayerCase.of(pad(3).mode(mode), Shape.of(1)));
            cases.add(LayerCase.of(pad(1, 1, 0).mode(mode), WIDE));
            cases.add(LayerCase.of(pad(0, 2, 1, 0).after(1, 0, 3, 1).mode(mode), VOLUME));
        }
        return cases;
    }

    private static List<LayerCase> repeated() {
        return List.of(
                LayerCase.of(expand(7), ROW).refuses(Shape.of(6), "of its shape [7] or 1"),
                LayerCase.of(expand(5), Shape.of(1)).refuses(Shape.of(1, 1), "[5]"),
                LayerCase.of(expand(3, 7), ROW),
                LayerCase.of(expand(7, 3), Shape.of(7, 1)).padded(),
                LayerCase.of(expand(2, 7, 1, 3), Shape.of(7, 1, 1)).refuses(LINE, "[2, 7, 1, 3]"),
                LayerCase.of(expand(5, 6, 2), Shape.of(5, 1, 2)),
                LayerCase.of(expand(4, 3, 67), Shape.of(1, 67)),
                LayerCase.of(expand(3, 4, 5, 2), Shape.of(4, 1, 1)),
                LayerCase.of(tile(3), ROW).refuses(LINE, "1 axes", "[3]"),
                LayerCase.of(tile(1, 1), LINE).padded(),
                LayerCase.of(tile(1, 2), LINE).padded(),
                LayerCase.of(tile(2, 3), LINE),
                LayerCase.of(tile(1, 3, 2), IMAGE).refuses(ROW, "3 axes"),
                LayerCase.of(tile(2, 2, 1), WIDE),
                LayerCase.of(tile(2, 1, 1, 3), VOLUME));
    }

    private static List<LayerCase> lookedUp() {
        return List.of(
                LayerCase.of(new Embedding(7, 3).countingFromEnd(), Shape.of(1)).tied(),
                LayerCase.of(new Embedding(8, 1).countingFromEnd(), ROW).tied(),
                LayerCase.of(new Embedding(9, 5).countingFromEnd(), LINE).tied(),
                LayerCase.of(new Embedding(7, 4).countingFromEnd(), Shape.of(7, 1))
                        .tied()
                        .padded(),
                LayerCase.of(new Embedding(7, 131).countingFromEnd(), IMAGE).tied(),
                LayerCase.of(new Embedding(11, 2).countingFromEnd(), VOLUME).tied(),
                LayerCase.of(new Embedding(7, 3).countingFromEnd(), LINE)
                        .tied()
                        .treated(TrainingMode.TRAIN.withFrozenParameters()));
    }
}
