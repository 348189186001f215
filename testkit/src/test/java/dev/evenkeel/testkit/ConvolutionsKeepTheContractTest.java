package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;

import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

class ConvolutionsKeepTheContractTest implements OwnLayerContract {
    private static final Shape LINE = Shape.of(7, 3);
    private static final Shape IMAGE = Shape.of(5, 6, 2);
    private static final Shape VOLUME = Shape.of(3, 4, 3, 2);
    private static final Padding CAUSAL = Padding.of(Extents.of(2), Extents.of(0));
    private static final Padding UNEVEN = Padding.of(Extents.of(1, 0), Extents.of(2, 1));
    private static final TrainingMode FIXED = TrainingMode.TRAIN.withFrozenParameters();

    @Override
    public Stream<LayerCase> cases() {
        return Stream.of(
                        lines(),
                        images(),
                        strides(),
                        narrow(),
                        groups(),
                        channels(),
                        volumes(),
                        settings(),
                        transposedLines(),
                        transposedImages(),
                        transposedGroups(),
                        transposedVolumes())
                .flatMap(List::stream);
    }

    private static List<LayerCase> lines() {
        return List.of(
                LayerCase.of(conv(4, 3), LINE)
                        .refuses(Shape.of(3), "one to three axes")
                        .refuses(Shape.of(2, 2, 2, 2, 3), "one to three axes")
                        .refuses(Shape.of(2, 3), "at least 3 positions", "axis 0"),
                LayerCase.of(conv(5, 1), LINE),
                LayerCase.of(conv(1, 3), Shape.of(3, 1)),
                LayerCase.of(conv(3, 5).padding(2), Shape.of(4, 1)),
                LayerCase.of(conv(2, 2).stride(3), Shape.of(8, 3)),
                LayerCase.of(conv(3, 1).stride(2), LINE),
                LayerCase.of(conv(4, 4).same().stride(2), LINE),
                LayerCase.of(conv(4, 4).same().stride(3), Shape.of(8, 2)),
                LayerCase.of(conv(3, 3).dilation(2), Shape.of(9, 2)).refuses(Shape.of(4, 2), "at least 5 positions"),
                LayerCase.of(conv(3, 3).dilation(2).same(), LINE),
                LayerCase.of(conv(3, 3).padding(CAUSAL), Shape.of(5, 2)),
                LayerCase.of(conv(3, 3).padding(1), Shape.of(1, 2)),
                LayerCase.of(conv(3, 3).same(), Shape.of(41, 2)),
                LayerCase.of(conv(4, 3).weightStandardization(), LINE),
                LayerCase.of(conv(4, 3, 2).groups(2).withoutBias().weightStandardization(), IMAGE));
    }

    private static List<LayerCase> images() {
        return List.of(
                LayerCase.of(conv(4, 3), IMAGE).refuses(Shape.of(5, 2, 2), "at least 3 positions", "axis 1"),
                LayerCase.of(conv(5, 1), IMAGE),
                LayerCase.of(conv(3, 5).same(), IMAGE),
                LayerCase.of(conv(2, 2, 3), IMAGE).refuses(LINE, "2 axes"),
                LayerCase.of(conv(2, 2, 3).same(), IMAGE),
                LayerCase.of(conv(3, 3).padding(1), IMAGE),
                LayerCase.of(conv(3, 3).padding(2, 1), IMAGE).refuses(LINE, "2 axes"),
                LayerCase.of(conv(3, 2, 4).padding(UNEVEN), IMAGE),
                LayerCase.of(conv(3, 3).dilation(2, 1).padding(2, 1), IMAGE),
                LayerCase.of(conv(3, 2).dilation(3), IMAGE),
                LayerCase.of(conv(5, 3).same(), Shape.of(2, 37, 3)),
                LayerCase.of(conv(3, 3).padding(1), IMAGE).padded(),
                LayerCase.of(conv(3, 3).stride(2), IMAGE).padded());
    }

    private static List<LayerCase> strides() {
        return List.of(
                LayerCase.of(conv(4, 3).stride(2).padding(1), IMAGE),
                LayerCase.of(conv(4, 3).stride(2).padding(1), Shape.of(7, 7, 2)),
                LayerCase.of(conv(3, 3).stride(1, 2), Shape.of(5, 7, 2)),
                LayerCase.of(conv(3, 2).stride(3, 4), Shape.of(7, 9, 2)),
                LayerCase.of(conv(3, 1).stride(2), Shape.of(5, 6, 4)),
                LayerCase.of(conv(4, 2).same().stride(2), Shape.of(5, 7, 3)),
                LayerCase.of(conv(4, 4).same().stride(2), Shape.of(6, 5, 1)),
                LayerCase.of(conv(2, 3).same().stride(2, 3), Shape.of(7, 8, 2)),
                LayerCase.of(conv(2, 3).stride(2).dilation(2).padding(UNEVEN), Shape.of(6, 7, 2)),
                LayerCase.of(conv(2, 5).stride(2).same(), Shape.of(4, 9, 1)));
    }

    private static List<LayerCase> narrow() {
        return List.of(
                LayerCase.of(conv(4, 3).same().stride(2), Shape.of(1, 9, 2)),
                LayerCase.of(conv(4, 3).same(), Shape.of(7, 1, 2)),
                LayerCase.of(conv(2, 5).padding(2), Shape.of(2, 3, 1)),
                LayerCase.of(conv(3, 3, 1).padding(1, 0), Shape.of(1, 5, 2)),
                LayerCase.of(conv(3, 1, 3), Shape.of(1, 5, 2)),
                LayerCase.of(conv(3, 2, 5), Shape.of(2, 5, 2)),
                LayerCase.of(conv(3, 1), Shape.of(1, 1, 2)));
    }

    private static List<LayerCase> groups() {
        return List.of(
                LayerCase.of(conv(6, 3).groups(3).padding(1), LINE).refuses(Shape.of(7, 4), "3 groups"),
                LayerCase.of(conv(4, 3).groups(2).padding(1), Shape.of(7, 4)).refuses(LINE, "2 groups"),
                LayerCase.of(conv(6, 3).groups(2).padding(1), Shape.of(4, 4, 4)),
                LayerCase.of(conv(5, 3).groups(5).same(), Shape.of(4, 5, 5)),
                LayerCase.of(conv(6, 3).groups(3).stride(2), Shape.of(5, 5, 3)),
                LayerCase.of(conv(9, 2, 3).groups(3).withoutBias(), Shape.of(4, 5, 3)),
                LayerCase.of(conv(34, 3).groups(17).padding(1), Shape.of(3, 4, 17)),
                LayerCase.of(conv(70, 3).groups(70).stride(2).padding(1), Shape.of(4, 5, 70)),
                LayerCase.of(conv(6, 1).groups(2), Shape.of(3, 4, 4)),
                LayerCase.of(conv(32, 3).groups(2).dilation(2).padding(2), Shape.of(4, 5, 34)));
    }

    private static List<LayerCase> channels() {
        return List.of(
                LayerCase.of(conv(1, 3).padding(1), Shape.of(4, 5, 1)),
                LayerCase.of(conv(2, 3).padding(1), Shape.of(4, 5, 5)),
                LayerCase.of(conv(16, 3).padding(1), Shape.of(3, 4, 17)),
                LayerCase.of(conv(17, 3).padding(1), Shape.of(3, 4, 16)),
                LayerCase.of(conv(64, 2), Shape.of(3, 4, 3)),
                LayerCase.of(conv(70, 3).padding(1), Shape.of(3, 4, 5)),
                LayerCase.of(conv(3, 3).padding(1), Shape.of(3, 4, 70)),
                LayerCase.of(conv(70, 1), Shape.of(3, 2, 65)),
                LayerCase.of(conv(130, 1).stride(2), Shape.of(3, 4, 3)),
                LayerCase.of(conv(130, 3), Shape.of(5, 2)));
    }

    private static List<LayerCase> volumes() {
        return List.of(
                LayerCase.of(conv(3, 2), VOLUME).refuses(Shape.of(3, 4, 1, 2), "at least 2 positions", "axis 2"),
                LayerCase.of(conv(4, 3).same(), Shape.of(3, 2, 4, 2)),
                LayerCase.of(conv(2, 1, 2, 3).stride(1, 2, 1).padding(0, 1, 1), Shape.of(2, 5, 4, 3))
                        .refuses(IMAGE, "3 axes"),
                LayerCase.of(conv(4, 3).stride(2).padding(1).groups(2), Shape.of(4, 3, 5, 2)),
                LayerCase.of(conv(2, 2).dilation(2).withoutBias(), Shape.of(3, 4, 5, 1)),
                LayerCase.of(conv(3, 3, 1, 1).padding(1, 0, 0), Shape.of(2, 3, 2, 2)),
                LayerCase.of(conv(17, 1), VOLUME));
    }

    private static List<LayerCase> settings() {
        return List.of(
                LayerCase.of(conv(4, 3).withoutBias(), LINE),
                LayerCase.of(conv(4, 3).withoutBias().padding(1), IMAGE),
                LayerCase.of(conv(4, 1).withoutBias(), VOLUME),
                LayerCase.of(conv(4, 3).initial(Initial.HE), LINE),
                LayerCase.of(conv(4, 3).groups(2).initial(Initial.XAVIER), IMAGE),
                LayerCase.of(conv(4, 2).initial(Initial.normal(0.05)), VOLUME),
                LayerCase.of(conv(4, 3).padding(1), IMAGE).treated(FIXED),
                LayerCase.of(conv(4, 3).groups(2).withoutBias(), IMAGE).treated(FIXED),
                LayerCase.of(convTranspose(4, 3).initial(Initial.HE), LINE),
                LayerCase.of(convTranspose(4, 3).groups(2).initial(Initial.XAVIER), IMAGE),
                LayerCase.of(convTranspose(4, 2).initial(Initial.normal(0.05)), VOLUME),
                LayerCase.of(convTranspose(4, 3).stride(2), IMAGE).treated(FIXED));
    }

    private static List<LayerCase> transposedLines() {
        return List.of(
                LayerCase.of(convTranspose(4, 3), LINE)
                        .refuses(Shape.of(3), "one to three axes")
                        .refuses(Shape.of(2, 2, 2, 2, 3), "one to three axes"),
                LayerCase.of(convTranspose(5, 1), LINE),
                LayerCase.of(convTranspose(2, 3).stride(2), LINE),
                LayerCase.of(convTranspose(2, 2).stride(3), Shape.of(4, 3)),
                LayerCase.of(convTranspose(2, 2).stride(3).outputPadding(2), Shape.of(4, 3)),
                LayerCase.of(convTranspose(3, 4).stride(2).padding(1), Shape.of(5, 1)),
                LayerCase.of(convTranspose(3, 3).padding(2), Shape.of(5, 2)).refuses(Shape.of(2, 2), "axis 0"),
                LayerCase.of(convTranspose(3, 3).dilation(3).outputPadding(1), Shape.of(4, 2)),
                LayerCase.of(convTranspose(3, 4).padding(CAUSAL), Shape.of(5, 2)),
                LayerCase.of(convTranspose(3, 1).stride(2).padding(1).outputPadding(1), Shape.of(4, 2)),
                LayerCase.of(convTranspose(3, 3), Shape.of(1, 1)));
    }

    private static List<LayerCase> transposedImages() {
        return List.of(
                LayerCase.of(convTranspose(3, 3), IMAGE).padded(),
                LayerCase.of(convTranspose(5, 1), IMAGE),
                LayerCase.of(convTranspose(3, 3).padding(1), IMAGE).padded(),
                LayerCase.of(convTranspose(3, 3).stride(2).padding(1).outputPadding(1), Shape.of(3, 4, 2)),
                LayerCase.of(convTranspose(3, 2, 3).stride(1, 2), IMAGE).refuses(LINE, "2 axes"),
                LayerCase.of(convTranspose(2, 2).stride(3, 4).outputPadding(1, 2), Shape.of(3, 2, 2)),
                LayerCase.of(convTranspose(2, 3).dilation(2, 1).outputPadding(1, 0), Shape.of(3, 4, 2)),
                LayerCase.of(convTranspose(2, 3, 4).stride(2).padding(UNEVEN), Shape.of(3, 4, 3))
                        .refuses(LINE, "2 axes"),
                LayerCase.of(convTranspose(2, 3).stride(2).dilation(2).padding(UNEVEN), Shape.of(2, 3, 2)),
                LayerCase.of(convTranspose(2, 3).withoutBias(), Shape.of(1, 5, 2)),
                LayerCase.of(convTranspose(2, 3).stride(2), Shape.of(4, 1, 2)),
                LayerCase.of(convTranspose(16, 3).padding(1), Shape.of(3, 4, 17)),
                LayerCase.of(convTranspose(17, 2).stride(2), Shape.of(2, 3, 16)),
                LayerCase.of(convTranspose(70, 3).stride(2).padding(1), Shape.of(2, 3, 5)),
                LayerCase.of(convTranspose(3, 3), Shape.of(2, 3, 70)));
    }

    private static List<LayerCase> transposedGroups() {
        return List.of(
                LayerCase.of(convTranspose(6, 3).groups(3).stride(2), LINE).refuses(Shape.of(7, 4), "3 groups"),
                LayerCase.of(convTranspose(4, 3).groups(2), Shape.of(5, 4)).refuses(LINE, "2 groups"),
                LayerCase.of(convTranspose(6, 3).groups(2).padding(1), Shape.of(3, 4, 4)),
                LayerCase.of(convTranspose(5, 3).groups(5).stride(2).outputPadding(1), Shape.of(3, 2, 5)),
                LayerCase.of(convTranspose(3, 2).groups(3).withoutBias(), Shape.of(3, 4, 6)),
                LayerCase.of(convTranspose(34, 3).groups(17).padding(1), Shape.of(3, 4, 17)));
    }

    private static List<LayerCase> transposedVolumes() {
        return List.of(
                LayerCase.of(convTranspose(3, 2), VOLUME),
                LayerCase.of(convTranspose(2, 2).stride(2), Shape.of(2, 3, 2, 3)),
                LayerCase.of(
                                convTranspose(4, 1, 2, 3)
                                        .stride(1, 2, 2)
                                        .padding(0, 1, 1)
                                        .outputPadding(0, 1, 0)
                                        .groups(2),
                                Shape.of(2, 3, 3, 2))
                        .refuses(IMAGE, "3 axes"),
                LayerCase.of(convTranspose(2, 2).dilation(2).withoutBias(), Shape.of(2, 3, 2, 1)));
    }
}
