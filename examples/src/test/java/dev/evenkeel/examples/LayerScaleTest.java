package dev.evenkeel.examples;

import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.LayerCase;
import dev.evenkeel.testkit.LayerContract;
import java.util.stream.Stream;

class LayerScaleTest implements LayerContract {
    @Override
    public Stream<LayerCase> cases() {
        return Stream.of(Shape.of(4), Shape.of(3, 2, 5))
                .map(input -> LayerCase.of(new LayerScale(0.5f), input).in(LayerScale.registry()));
    }
}
