package dev.evenkeel.cli.model;

import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.comparison.Comparison;
import dev.evenkeel.lab.comparison.Configuration;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import java.util.Optional;

/**
 * How the configurations of a comparison are trained.
 *
 * @param recipe but for what is varied
 * @param examples to learn from
 * @param classifies whether a class is learnt, not a number
 * @param steps the same number for every configuration, in whole epochs, instead of the same number of epochs
 * @param classWeights how much examples count, by their class
 */
public record ConfigurationRecipe(
        Recipe recipe, int examples, boolean classifies, Optional<Integer> steps, Optional<ClassWeights> classWeights)
        implements Comparison.Recipe {
    @Override
    public int epochs(Configuration configuration) {
        int perEpoch = new EvenBatches(examples, configuration.batch()).count();
        return steps.map(wanted -> Math.max(1, Math.round((float) wanted / perEpoch)))
                .orElse(recipe.epochs());
    }

    @Override
    public Trainer trainer(Configuration configuration) {
        Recipe own = recipe.with(epochs(configuration), configuration.batch(), configuration.learningRate());
        Trainer trainer = Trainer.of(configuration.network())
                .optimizer(own.optimizer())
                .schedule(own.schedule())
                .batchSize(own.batch())
                .epochs(own.epochs())
                .statistics(own.statistics());
        if (classWeights.isPresent()) {
            trainer = trainer.classWeights(classWeights.get());
        }
        return classifies
                ? trainer.loss(Losses.crossEntropy())
                : trainer.loss(Losses.meanSquaredError()).targets(Targets.STANDARDIZED);
    }

    @Override
    public JsonObject settings() {
        JsonObject json =
                steps.map(wanted -> recipe.toJson().with("steps", wanted)).orElse(recipe.toJson());
        return classWeights.isPresent()
                ? json.with("classWeights", classWeights.get().toString())
                : json;
    }
}
