package dev.evenkeel.spatial;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Operation;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.tensor.Shape;

/**
 * Pools to a given size over one, two or three axes: output position o of {@code size} along an axis of extent n covers the
 * input positions from {@code floor(o * n / size)} to {@code ceil((o + 1) * n / size)} (PyTorch's {@code AdaptiveAvgPool}
 * and {@code AdaptiveMaxPool}).
 *
 * @param kind mean or maximum
 * @param size the output's extent along each axis
 */
public record AdaptivePool(Kind kind, Extents size) implements UnaryLayer {
    /** What is taken of each region. */
    public enum Kind {
        AVERAGE,
        MAX
    }

    public AdaptivePool {
        size.requireAtLeast(1, "size");
    }

    /** The mean of each region. */
    public static AdaptivePool average(int... size) {
        return new AdaptivePool(Kind.AVERAGE, Extents.of(size));
    }

    /** The maximum of each region. */
    public static AdaptivePool max(int... size) {
        return new AdaptivePool(Kind.MAX, Extents.of(size));
    }

    /** Reads {@code size} and {@code kind}. */
    public static AdaptivePool read(Settings settings) {
        Extents size = Extents.read(settings, "size")
                .orElseThrow(() -> settings.wrong("size", "is needed, but it is missing"));
        return new AdaptivePool(settings.word("kind", Kind.AVERAGE), size);
    }

    @Override
    public String word() {
        return "adaptivePool";
    }

    @Override
    public JsonValue settings() {
        return kind == Kind.AVERAGE
                ? size.toJson()
                : JsonObject.of().with("size", size.toJson()).with("kind", Settings.wordOf(kind));
    }

    @Override
    public Shape outputShape(Shape input) {
        int axes = Window.axes(input, size);
        int[] extents = input.toArray();
        for (int axis = 0; axis < axes; axis++) {
            extents[axis] = size.at(axis);
        }
        return Shape.of(extents);
    }

    @Override
    public TrainingPass training(Site site) {
        throw new EvenkeelException("is not built yet");
    }

    @Override
    public Operation inference(FrozenSite site) {
        throw new EvenkeelException("is not built yet");
    }
}
