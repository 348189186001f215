package dev.evenkeel.layer.fusion;

import dev.evenkeel.layer.TrainingContext;

/** A context in which a pass may be fused with those of its neighbours. */
public interface FusedContext extends TrainingContext {
    /** What the pass and its neighbours hand each other. */
    Fusion fusion();
}
