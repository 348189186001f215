package dev.evenkeel.formats.weights;

import dev.evenkeel.model.Model;

/**
 * A model of a framework's file.
 *
 * @param model the network with the file's weights
 * @param report what was converted, and what a reader should know
 */
public record LoadedWeights(Model model, ConversionReport report) {}
