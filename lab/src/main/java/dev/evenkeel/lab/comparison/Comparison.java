package dev.evenkeel.lab.comparison;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.train.metric.Metrics;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Arms trained on the same data with the same seeds 1, 2, ...: a seed gives every configuration the same order of examples, and layers
 * of the same name and shape the same initial values, so that their results form pairs. Measured are accuracy, or root mean
 * squared error for numbers, on the test examples after each epoch; the last counts.
 *
 * @param training examples to learn from
 * @param test examples to measure on
 * @param configurations the first is what the others are compared with
 * @param seeds how many trainings of each configuration
 * @param recipe how a configuration is trained
 */
public record Comparison(Dataset training, Dataset test, List<Configuration> configurations, int seeds, Recipe recipe) {
    /** How a configuration is trained, but for seed, threads and what is measured. */
    public interface Recipe {
        int epochs(Configuration configuration);

        Trainer trainer(Configuration configuration);

        /** All that decides about the result and is no part of the configurations. */
        JsonObject settings();
    }

    /** @throws EvenkeelException if there is nothing to compare */
    public Comparison {
        configurations = List.copyOf(configurations);
        if (configurations.size() < 2) {
            throw new EvenkeelException("A comparison needs two arms or more, but got " + configurations.size()
                    + " that differ. Vary something that changes the training");
        }
        if (seeds < 1) {
            throw new EvenkeelException("A comparison needs 1 seed or more, but got " + seeds);
        }
    }

    /** What is compared. */
    public Metric metric() {
        return training.target() instanceof Target.Classes ? Metrics.accuracy() : Metrics.rootMeanSquaredError();
    }

    /**
     * Trains what {@code folder} does not hold yet, {@code threads} trainings side by side.
     *
     * @param progress is told four times a second and after every epoch, on any thread, one call at a time
     * @param cancelled is asked after every step; what was under way is then lost, what had ended is kept
     * @throws EvenkeelException if the folder holds another comparison, or a configuration cannot be trained
     * @throws CancelledException if {@code cancelled} said so
     */
    public ComparisonResult run(
            Path folder, int threads, Consumer<ComparisonProgress> progress, BooleanSupplier cancelled) {
        long begin = System.nanoTime();
        double processor = Effort.processor();
        Dataset learned = Datasets.fingerprinted(training);
        Dataset measured = Datasets.fingerprinted(test);
        ComparisonFolder kept = ComparisonFolder.claim(folder, settings(learned, measured));
        Pace pace = new Pace(workloads(), seeds, threads, progress, new WarmUp()::isOver);
        Trainings trainings = new Trainings(this, learned, measured, kept, pace, cancelled);
        ThreadTime time = trainings.run(threads);
        ComparisonResult result = ComparisonResult.of(this, trainings.trials());
        return result.with(time.effort((System.nanoTime() - begin) / 1e9, Effort.processor() - processor));
    }

    /** All trainings, seed by seed, so that those that are done first are pairs. */
    List<Place> places() {
        return LongStream.rangeClosed(1, seeds)
                .boxed()
                .flatMap(seed -> IntStream.range(0, configurations.size())
                        .mapToObj(configuration -> new Place(configuration, seed)))
                .toList();
    }

    Trainer trainer(Place place) {
        return recipe.trainer(configurations.get(place.configuration())).seed(place.seed());
    }

    /**
     * The trainings that {@code folder} does not hold yet, for other computers to do by {@link #train}; {@link #run} then finds
     * there what they brought.
     *
     * @throws EvenkeelException if the folder holds another comparison
     */
    public SharedTrainings shared(Path folder) {
        JsonObject settings = settings(Datasets.fingerprinted(training), Datasets.fingerprinted(test));
        return new SharedTrainings(this, ComparisonFolder.claim(folder, settings));
    }

    /**
     * Does one training, on one thread.
     *
     * @return what is written down of it, for {@link SharedTrainings#keep}
     * @throws EvenkeelException if the configuration cannot be trained
     */
    public JsonObject train(Place place, BooleanSupplier cancelled) {
        try {
            return new TrialTraining(metric(), TrialTraining.Listener.NONE)
                    .run(trainer(place).cancelWhen(cancelled), training, test)
                    .toJson();
        } catch (CancelledException stopped) {
            throw stopped;
        } catch (EvenkeelException problem) {
            String name = configurations.get(place.configuration()).name();
            throw new EvenkeelException(name + ": " + problem.getMessage(), problem);
        }
    }

    private List<Workload> workloads() {
        return configurations.stream()
                .map(configuration ->
                        Workload.of(configuration, recipe.epochs(configuration), training.size(), test.size()))
                .toList();
    }

    private JsonObject settings(Dataset learned, Dataset measured) {
        return JsonObject.of()
                .with("version", Version.CURRENT)
                .with("kernels", PreferredKernels.kernels().name())
                .with("training data", learned.fingerprint())
                .with("test data", measured.fingerprint())
                .with("recipe", recipe.settings())
                .with(
                        "arms",
                        new JsonArray(configurations.stream()
                                .<JsonValue>map(Configuration::toJson)
                                .toList()));
    }
}
