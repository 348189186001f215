package dev.evenkeel.lab.experiment;

/**
 * What is expected to come out.
 *
 * @param id short, unique within the experiment
 * @param text the direction and the size, as {@code at a batch of 2 LayerNorm is better than BatchNorm by more than 0.3}
 * @param source who says so
 */
public record Claim(String id, String text, String source) {}
