package dev.evenkeel.kernel.team;

import dev.evenkeel.kernel.Kernels;

/** What a training pass computes with: the loops of one provider and the team that runs them. */
public record Compute(Kernels kernels, Team team) {}
