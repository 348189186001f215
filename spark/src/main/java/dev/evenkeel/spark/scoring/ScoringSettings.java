package dev.evenkeel.spark.scoring;

import java.util.List;
import java.util.Optional;

/**
 * How a DataFrame is scored.
 *
 * @param who does it, for messages
 * @param featuresCol the column of vectors
 * @param isFeaturesColChosen whether somebody named it, so that it is read even if the model knows columns
 * @param featuresCols columns of numbers to read instead; empty for none
 * @param thresholds of the classes, by which probabilities are divided before the largest is taken
 */
public record ScoringSettings(
        String who,
        String featuresCol,
        boolean isFeaturesColChosen,
        List<String> featuresCols,
        OutputColumns columns,
        Optional<double[]> thresholds,
        Unfit unfit) {}
