package dev.evenkeel.spatial;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.window.Taps;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.SumRows;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/**
 * {@code y[c] = mean over all positions of x[.., c]}: {@code [batch, ..., channels] -> [batch, channels]}. Padded positions
 * of a mask count like others. Backward: every position gets {@code dy / positions}.
 */
public record GlobalAveragePool() implements UnaryLayer {
    @Override
    public String word() {
        return "globalAveragePool";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of();
    }

    @Override
    public Shape outputShape(Shape input) {
        Window.axes(input);
        return Shape.of(input.channels());
    }

    @Override
    public TrainingPass training(Site site) {
        return new SumRowsPass(site, rows(site.inputShape()));
    }

    @Override
    public Operation inference(FrozenSite site) {
        return rows(site.inputShape());
    }

    private SumRows rows(Shape input) {
        Extents all = Extents.of(Arrays.copyOf(input.toArray(), input.rank() - 1));
        Window window = new Window(all, Extents.ONE, Extents.ONE, Padding.none());
        return SumRows.of(word(), Taps.of(window.over(input)).averaging());
    }
}
