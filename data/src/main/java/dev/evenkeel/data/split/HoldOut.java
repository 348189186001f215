package dev.evenkeel.data.split;

import dev.evenkeel.dataset.Dataset;

/** A dataset in two parts: most of it, and the share that was held out. */
public record HoldOut(Dataset rest, Dataset heldOut) {}
