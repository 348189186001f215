package dev.evenkeel.spatial;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Operation;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y = x * mask / (1 - probability)} in training, where the mask is drawn once per example and channel and holds for
 * all positions (Tompson et al. 2015, arXiv 1411.4280; PyTorch's {@code Dropout2d}, Keras's {@code SpatialDropout2D});
 * {@code y = x} in inference and while statistics are gathered. The mask is a function of the run's seed, the layer's name,
 * the step, the example's place in the batch and the channel.
 *
 * @param probability the share of channels that is dropped, in [0, 1)
 */
public record SpatialDropout(float probability) implements UnaryLayer {
    public SpatialDropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "spatialDropout needs a probability of dropping from 0 to below 1, but " + probability + " came");
        }
    }

    /** Reads {@code probability}. */
    public static SpatialDropout read(Settings settings) {
        return new SpatialDropout(settings.number("probability"));
    }

    @Override
    public String word() {
        return "spatialDropout";
    }

    @Override
    public JsonValue settings() {
        return JsonValue.of(probability);
    }

    @Override
    public Shape outputShape(Shape input) {
        Window.axes(input);
        return input;
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
