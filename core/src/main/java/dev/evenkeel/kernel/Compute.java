package dev.evenkeel.kernel;

/** What a training pass computes with: the loops of one provider and the team that runs them. */
public record Compute(Kernels kernels, Team team) {}
