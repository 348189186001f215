/**
 * The forward computation of a trained network: folding, plans, and the predictor that runs them. Nothing
 * here knows how to train.
 */
@NullMarked
package dev.evenkeel.inference;

import org.jspecify.annotations.NullMarked;
