package dev.evenkeel.layer;

/** A piece of a network's description: a {@link Layer}, or a {@link Residual} that holds parts of its own. */
public sealed interface Part permits Layer, Residual {}
