package dev.evenkeel.lab.comparison;

/**
 * How far a comparison is.
 *
 * @param finished trainings that ended, those found in the folder included
 * @param trainings in all
 * @param share of the work that is done, in steps weighted by the size of batch and network
 * @param secondsLeft about, from the latest steps; NaN as long as the process warms up
 */
public record ComparisonProgress(int finished, int trainings, double share, double secondsLeft) {}
