package dev.evenkeel.formats.weights.convention;

import dev.evenkeel.layer.Settings;

/** What is done to a tensor on its way between a framework's file and a model. */
public enum Change {
    /** It has another name. */
    RENAMED,
    /** Its axes stand in another order. */
    TRANSPOSED,
    /** Its features are those of a flattened value whose axes stand in another order. */
    FEATURES_REORDERED,
    /** Its kernel is mirrored along every spatial axis. */
    MIRRORED,
    /** Two of its axes become one: a depthwise kernel's inputs and multiples. */
    AXES_JOINED,
    /** Its values are rounded from 64 bits to 32. */
    ROUNDED,
    /** Its values are widened from 16 bits to 32, exactly. */
    WIDENED;

    /** As {@code featuresReordered}. */
    @Override
    public String toString() {
        return Settings.wordOf(this);
    }
}
