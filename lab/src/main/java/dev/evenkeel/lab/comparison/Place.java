package dev.evenkeel.lab.comparison;

/**
 * One of the trainings of a comparison.
 *
 * @param configuration counted from 0
 */
public record Place(int configuration, long seed) {}
