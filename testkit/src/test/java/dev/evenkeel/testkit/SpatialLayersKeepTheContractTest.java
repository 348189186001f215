package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.adaptiveAveragePool;
import static dev.evenkeel.network.Layers.adaptiveMaxPool;
import static dev.evenkeel.network.Layers.averagePool;
import static dev.evenkeel.network.Layers.concatenate;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.identityShortcut;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.spatialDropout;
import static dev.evenkeel.network.Layers.upsample;
import static dev.evenkeel.network.Layers.zeroPad;

import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.spatial.ZeroPad;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/** Pooling and the other layers over spatial axes; {@link ConvolutionsKeepTheContractTest} has those with weights. */
class SpatialLayersKeepTheContractTest implements OwnLayerContract {
    private static final Shape LINE = Shape.of(7, 3);
    private static final Shape IMAGE = Shape.of(5, 6, 2);
    private static final Shape VOLUME = Shape.of(3, 4, 5, 2);
    private static final Shape WIDE = Shape.of(3, 4, 67);
    private static final Padding BEHIND = Padding.of(Extents.of(0), Extents.of(1));
    private static final Padding UNEVEN = Padding.of(Extents.of(1, 0), Extents.of(0, 1));

    @Override
    public Stream<LayerCase> cases() {
        return Stream.of(maxima(), equalMaxima(), means(), adaptive(), rearranged(), joined())
                .flatMap(List::stream);
    }

    private static List<LayerCase> maxima() {
        return List.of(
                LayerCase.of(maxPool(2), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(maxPool(3).stride(1), LINE).refuses(Shape.of(2, 3), "at least 3 positions"),
                LayerCase.of(maxPool(2).stride(3).dilation(2), LINE),
                LayerCase.of(maxPool(3).stride(2).padding(Padding.same()), Shape.of(6, 1)),
                LayerCase.of(maxPool(5).padding(2).stride(1), Shape.of(2, 1)),
                LayerCase.of(maxPool(2).stride(1).dilation(3).padding(1), Shape.of(3, 2))
                        .refuses(Shape.of(2, 2), "padding"),
                LayerCase.of(maxPool(2), IMAGE).refuses(Shape.of(5, 1, 2), "at least 2 positions", "axis 1"),
                LayerCase.of(maxPool(3).stride(2).padding(1), IMAGE),
                LayerCase.of(maxPool(3).stride(2).padding(1), Shape.of(7, 7, 1)),
                LayerCase.of(maxPool(2, 3).stride(2, 1), IMAGE).refuses(LINE, "2 axes"),
                LayerCase.of(maxPool(3, 2).stride(1).dilation(1, 2).padding(1), IMAGE),
                LayerCase.of(maxPool(2).padding(Padding.same()), Shape.of(5, 7, 3)),
                LayerCase.of(maxPool(2).stride(1).padding(UNEVEN), IMAGE),
                LayerCase.of(maxPool(1).stride(2), IMAGE),
                LayerCase.of(maxPool(3).stride(1).padding(1), Shape.of(1, 6, 2)),
                LayerCase.of(maxPool(3).stride(1).padding(1), Shape.of(6, 1, 2)),
                LayerCase.of(maxPool(3).stride(1).padding(1), WIDE),
                LayerCase.of(maxPool(2), Shape.of(4, 4, 16)),
                LayerCase.of(maxPool(2), VOLUME).refuses(Shape.of(2, 2, 2, 2, 2), "one to three axes"),
                LayerCase.of(maxPool(2, 3, 1).stride(1, 2, 2).padding(1, 1, 0), VOLUME));
    }

    private static List<LayerCase> equalMaxima() {
        return List.of(
                LayerCase.of(maxPool(3).stride(1), Shape.of(9, 2)).tied(),
                LayerCase.of(maxPool(3).stride(2).padding(1), Shape.of(6, 7, 3)).tied(),
                LayerCase.of(maxPool(2, 3).stride(1).dilation(2, 1), Shape.of(5, 6, 17))
                        .tied(),
                LayerCase.of(maxPool(2).stride(1), VOLUME).tied(),
                LayerCase.of(adaptiveMaxPool(2), Shape.of(5, 7, 3)).tied(),
                LayerCase.of(adaptiveMaxPool(4), Shape.of(3, 5, 2)).tied());
    }

    private static List<LayerCase> means() {
        return List.of(
                LayerCase.of(averagePool(2), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(averagePool(3).stride(1).padding(1), LINE),
                LayerCase.of(averagePool(3).stride(1).padding(1).withoutPadding(), LINE),
                LayerCase.of(averagePool(2).stride(3), LINE).refuses(Shape.of(1, 3), "at least 2 positions"),
                LayerCase.of(averagePool(3).stride(2).padding(1), IMAGE),
                LayerCase.of(averagePool(3).stride(2).padding(1).withoutPadding(), IMAGE),
                LayerCase.of(averagePool(2).padding(Padding.same()).withoutPadding(), Shape.of(5, 7, 3)),
                LayerCase.of(averagePool(2).padding(BEHIND), Shape.of(5, 7, 3)),
                LayerCase.of(averagePool(2, 3).stride(1, 2).padding(UNEVEN).withoutPadding(), IMAGE),
                LayerCase.of(averagePool(3, 2).stride(1).dilation(1, 3), IMAGE),
                LayerCase.of(averagePool(2).dilation(2).stride(1).padding(1).withoutPadding(), IMAGE),
                LayerCase.of(averagePool(4).padding(2), Shape.of(1, 3, 2)),
                LayerCase.of(averagePool(4).padding(2).withoutPadding(), Shape.of(3, 1, 2)),
                LayerCase.of(averagePool(2).stride(1), WIDE),
                LayerCase.of(averagePool(2), VOLUME),
                LayerCase.of(averagePool(3, 2, 3).stride(2, 1, 2).padding(1).withoutPadding(), VOLUME));
    }

    private static List<LayerCase> adaptive() {
        return List.of(
                LayerCase.of(adaptiveAveragePool(3), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(adaptiveAveragePool(9), LINE),
                LayerCase.of(adaptiveAveragePool(1), IMAGE),
                LayerCase.of(adaptiveAveragePool(3, 4), IMAGE).refuses(LINE, "2 axes"),
                LayerCase.of(adaptiveAveragePool(7, 6), IMAGE),
                LayerCase.of(adaptiveAveragePool(2, 3, 2), VOLUME),
                LayerCase.of(adaptiveAveragePool(2), WIDE),
                LayerCase.of(adaptiveMaxPool(3), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(adaptiveMaxPool(8), LINE),
                LayerCase.of(adaptiveMaxPool(2), IMAGE),
                LayerCase.of(adaptiveMaxPool(3, 8), IMAGE),
                LayerCase.of(adaptiveMaxPool(2, 3, 4), VOLUME),
                LayerCase.of(globalAveragePool(), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(globalAveragePool(), LINE).padded(),
                LayerCase.of(globalAveragePool(), Shape.of(131, 3)).padded(),
                LayerCase.of(globalAveragePool(), Shape.of(1, 1, 5)),
                LayerCase.of(globalAveragePool(), IMAGE),
                LayerCase.of(globalAveragePool(), WIDE),
                LayerCase.of(globalAveragePool(), VOLUME));
    }

    private static List<LayerCase> rearranged() {
        return List.of(
                LayerCase.of(zeroPad(2), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(zeroPad(0), IMAGE),
                LayerCase.of(zeroPad(1, 2), IMAGE).refuses(LINE, "2 axes"),
                LayerCase.of(new ZeroPad(UNEVEN), IMAGE),
                LayerCase.of(new ZeroPad(BEHIND), VOLUME),
                LayerCase.of(zeroPad(1), WIDE),
                LayerCase.of(upsample(2), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(upsample(1), IMAGE),
                LayerCase.of(upsample(2, 3), IMAGE).refuses(LINE, "2 axes"),
                LayerCase.of(upsample(3), Shape.of(1, 4, 17)),
                LayerCase.of(upsample(2, 1, 3), VOLUME),
                LayerCase.of(identityShortcut(2, 5), LINE).refuses(Shape.of(7, 6), "at most the 5 channels"),
                LayerCase.of(identityShortcut(1, 2), IMAGE),
                LayerCase.of(identityShortcut(2, 4), IMAGE).refuses(Shape.of(2), "one to three axes"),
                LayerCase.of(identityShortcut(3, 5), Shape.of(7, 4, 2)),
                LayerCase.of(identityShortcut(2, 130), WIDE),
                LayerCase.of(identityShortcut(2, 3), VOLUME),
                LayerCase.of(spatialDropout(0.4), LINE).refuses(Shape.of(3), "one to three axes"),
                LayerCase.of(spatialDropout(0), IMAGE),
                LayerCase.of(spatialDropout(0.5), IMAGE),
                LayerCase.of(spatialDropout(0.3), WIDE),
                LayerCase.of(spatialDropout(0.3), VOLUME),
                LayerCase.of(spatialDropout(0.4), LINE).padded());
    }

    private static List<LayerCase> joined() {
        return List.of(
                LayerCase.of(concatenate(), Shape.of(3), Shape.of(5)),
                LayerCase.of(concatenate(), Shape.of(4, 1), Shape.of(4, 1)),
                LayerCase.of(concatenate(), Shape.of(4, 17), Shape.of(4, 2), Shape.of(4, 5)),
                LayerCase.of(concatenate(), Shape.of(4, 17), Shape.of(4, 2)).padded(),
                LayerCase.of(concatenate(), Shape.of(3, 4, 2), Shape.of(3, 4, 70)),
                LayerCase.of(concatenate(), Shape.of(3, 4, 5), Shape.of(3, 4, 1), Shape.of(3, 4, 16)),
                LayerCase.of(concatenate(), Shape.of(2, 3, 2, 3), Shape.of(2, 3, 2, 2)));
    }
}
