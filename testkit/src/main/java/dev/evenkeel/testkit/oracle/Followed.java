package dev.evenkeel.testkit.oracle;

import java.util.Map;

/**
 * What a training step makes of the running statistics.
 *
 * @param statistics their values after the step, by name
 * @param count how many values per channel the step added; 0 if it left them alone
 */
public record Followed(Map<String, double[]> statistics, long count) {}
