package dev.evenkeel.spatial;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.layer.UnaryLayer;

/**
 * A layer that moves a window, and keeps its own type when the window is changed.
 *
 * @param <N> the type of the layer itself
 */
@CheckReturnValue
interface Windowed<N extends Windowed<N>> extends UnaryLayer {
    Window window();

    /** This layer with another window. */
    N with(Window window);

    /** Moves by {@code positions}, for all axes or for each. */
    default N stride(int... positions) {
        return with(window().stride(Extents.of(positions)));
    }

    /** Takes positions {@code distance} apart, for all axes or for each. */
    default N dilation(int... distance) {
        return with(window().dilation(Extents.of(distance)));
    }

    /** As {@link Padding#same} or {@link Padding#of}. */
    default N padding(Padding padding) {
        return with(window().padding(padding));
    }

    /** So many positions before and behind, for all axes or for each. */
    default N padding(int... positions) {
        return padding(Padding.of(positions));
    }
}
