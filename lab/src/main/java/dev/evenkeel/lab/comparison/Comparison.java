package dev.evenkeel.lab.comparison;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Metric;
import dev.evenkeel.train.Metrics;
import dev.evenkeel.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Arms trained on the same data with the same seeds 1, 2, ...: a seed gives every arm the same order of examples, and layers
 * of the same name and shape the same initial values, so that their results form pairs. Measured are accuracy, or root mean
 * squared error for numbers, on the test examples after each epoch; the last counts.
 *
 * @param training examples to learn from
 * @param test examples to measure on
 * @param arms the first is what the others are compared with
 * @param seeds how many trainings of each arm
 * @param recipe how an arm is trained
 */
public record Comparison(Dataset training, Dataset test, List<Arm> arms, int seeds, Recipe recipe) {
    /** How an arm is trained, but for seed, threads and what is measured. */
    public interface Recipe {
        int epochs(Arm arm);

        Trainer trainer(Arm arm);

        /** All that decides about the result and is no part of the arms. */
        JsonObject settings();
    }

    /** @throws EvenkeelException if there is nothing to compare */
    public Comparison {
        arms = List.copyOf(arms);
        if (arms.size() < 2) {
            throw new EvenkeelException("A comparison needs two arms or more, but " + arms.size()
                    + " came. Vary something that changes the training");
        }
        if (seeds < 1) {
            throw new EvenkeelException("A comparison needs 1 seed or more, but " + seeds + " came");
        }
    }

    /** What is compared. */
    public Metric metric() {
        return training.target() instanceof Target.Classes ? Metrics.accuracy() : Metrics.rootMeanSquaredError();
    }

    /**
     * Trains what {@code folder} does not hold yet, {@code threads} trainings side by side.
     *
     * @param progress is told after every epoch, on any thread, one call at a time
     * @param cancelled is asked after every step; what was under way is then lost, what had ended is kept
     * @throws EvenkeelException if the folder holds another comparison, or an arm cannot be trained
     * @throws CancelledException if {@code cancelled} said so
     */
    public ComparisonResult run(
            Path folder, int threads, Consumer<ComparisonProgress> progress, BooleanSupplier cancelled) {
        FingerprintedData learned = FingerprintedData.of(training);
        FingerprintedData measured = FingerprintedData.of(test);
        ComparisonFolder kept = ComparisonFolder.claim(folder, settings(learned, measured));
        int[] epochs = arms.stream().mapToInt(recipe::epochs).toArray();
        Pace pace = new Pace(epochs, seeds, threads, progress);
        Trainings trainings = new Trainings(learned, measured, kept, pace, cancelled);
        try (Team team = Team.of(threads)) {
            // Seed by seed, so that what is there after an interruption are pairs.
            List<Place> missing = trainings.missing();
            team.run(missing.size(), 1, (from, to) -> trainings.train(missing.get(from)));
        }
        trainings.requireSuccess();
        return ComparisonResult.of(this, trainings.cells());
    }

    private JsonObject settings(FingerprintedData learned, FingerprintedData measured) {
        return JsonObject.of()
                .with("version", Version.CURRENT)
                .with("kernels", Kernels.preferred().name())
                .with("training data", learned.fingerprint())
                .with("test data", measured.fingerprint())
                .with("recipe", recipe.settings())
                .with(
                        "arms",
                        new JsonArray(arms.stream().<JsonValue>map(Arm::toJson).toList()));
    }

    private record Place(int arm, long seed) {}

    /** The trainings of one run of the comparison. */
    private final class Trainings {
        private final Dataset learned;
        private final Dataset measured;
        private final ComparisonFolder kept;
        private final Pace pace;
        private final BooleanSupplier cancelled;
        private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

        Trainings(Dataset learned, Dataset measured, ComparisonFolder kept, Pace pace, BooleanSupplier cancelled) {
            this.learned = learned;
            this.measured = measured;
            this.kept = kept;
            this.pace = pace;
            this.cancelled = cancelled;
        }

        List<Place> missing() {
            List<Place> missing = new ArrayList<>();
            for (long seed = 1; seed <= seeds; seed++) {
                for (int arm = 0; arm < arms.size(); arm++) {
                    if (kept.find(arm, seed).isPresent()) {
                        pace.found(arm);
                    } else {
                        missing.add(new Place(arm, seed));
                    }
                }
            }
            return missing;
        }

        void train(Place place) {
            if (isStopped()) {
                return;
            }
            Arm arm = arms.get(place.arm());
            try {
                Trainer trainer = recipe.trainer(arm).seed(place.seed()).cancelWhen(this::isStopped);
                Cell cell = new CellTraining(metric(), seconds -> pace.epochEnded(place.arm(), seconds))
                        .run(trainer, learned, measured);
                kept.keep(place.arm(), place.seed(), cell);
                pace.trainingEnded(place.arm(), cell.curve().size());
            } catch (CancelledException stopped) {
                // Said once for all by requireSuccess.
                return;
            } catch (EvenkeelException problem) {
                failures.add(new EvenkeelException(arm.name() + ": " + problem.getMessage(), problem));
            } catch (RuntimeException problem) {
                failures.add(problem);
            }
        }

        void requireSuccess() {
            if (!failures.isEmpty()) {
                throw failures.remove();
            }
            if (cancelled.getAsBoolean()) {
                throw new CancelledException("The comparison was stopped. What had ended is kept in " + kept.folder());
            }
        }

        List<List<Cell>> cells() {
            List<List<Cell>> cells = new ArrayList<>();
            for (int arm = 0; arm < arms.size(); arm++) {
                List<Cell> row = new ArrayList<>();
                for (long seed = 1; seed <= seeds; seed++) {
                    row.add(kept.find(arm, seed).orElseThrow());
                }
                cells.add(row);
            }
            return cells;
        }

        private boolean isStopped() {
            return !failures.isEmpty() || cancelled.getAsBoolean();
        }
    }
}
