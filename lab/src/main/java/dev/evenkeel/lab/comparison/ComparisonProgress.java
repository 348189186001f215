package dev.evenkeel.lab.comparison;

/**
 * How far a comparison is.
 *
 * @param finished trainings that ended, those found in the folder included
 * @param trainings in all
 * @param share of all epochs that is done
 * @param secondsLeft from what each arm took so far; NaN before the first epoch
 */
public record ComparisonProgress(int finished, int trainings, double share, double secondsLeft) {}
