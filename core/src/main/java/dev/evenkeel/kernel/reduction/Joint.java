package dev.evenkeel.kernel.reduction;

/**
 * A training pass in which workers exchange something: each of them runs it, even one that has no example of a batch. The other
 * passes are left out there, and their gradients are 0.
 */
public interface Joint {}
