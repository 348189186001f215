package dev.evenkeel.spatial;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.operation.SumRows;
import dev.evenkeel.tensor.Shape;

/**
 * The shortcut without parameters of residual networks (He et al. 2015, option A): every {@code stride}-th position along
 * each spatial axis, and channels of zeros around its own, {@code (channels - inputs) / 2} before them and the others
 * behind: {@code [batch, height, width, inputs] -> [batch, ceil(height / stride), ceil(width / stride), channels]}.
 *
 * @param stride how far apart the positions are that it keeps
 * @param channels how many channels the output has; at least the input's
 */
public record IdentityShortcut(int stride, int channels) implements SummingLayer, SpatialLayer {
    public IdentityShortcut {
        if (stride < 1 || channels < 1) {
            throw new IllegalArgumentException("identityShortcut needs a stride and channels of 1 or more, but got "
                    + stride + " and " + channels);
        }
    }

    /** Reads {@code stride} and {@code channels}. */
    public static IdentityShortcut read(Settings settings) {
        return new IdentityShortcut(settings.integer("stride"), settings.integer("channels"));
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of().with("stride", stride).with("channels", channels);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.channels() > channels) {
            throw new EvenkeelException("needs at most the " + channels + " channels of its output, but its input "
                    + input + " has " + input.channels() + " on its last axis");
        }
        return window().output(input, channels);
    }

    @Override
    public SumRows rows(Shape input) {
        return new SumRows(typeName(), WindowOffsets.of(window().over(input)), (channels - input.channels()) / 2);
    }

    private Window window() {
        return Window.of(1).stride(Extents.of(stride));
    }
}
