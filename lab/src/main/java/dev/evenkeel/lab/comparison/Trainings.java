package dev.evenkeel.lab.comparison;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** The trainings of one run of a comparison, several side by side. */
final class Trainings {
    private final Comparison comparison;
    private final Dataset learned;
    private final Dataset measured;
    private final ComparisonFolder kept;
    private final Pace pace;
    private final BooleanSupplier cancelled;
    private final List<Place> missing = new ArrayList<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    Trainings(
            Comparison comparison,
            Dataset learned,
            Dataset measured,
            ComparisonFolder kept,
            Pace pace,
            BooleanSupplier cancelled) {
        this.comparison = comparison;
        this.learned = learned;
        this.measured = measured;
        this.kept = kept;
        this.pace = pace;
        this.cancelled = cancelled;
        for (Place place : comparison.places()) {
            if (kept.find(place).isPresent()) {
                pace.found(place.configuration());
            } else {
                missing.add(place);
            }
        }
    }

    /**
     * Does what is missing.
     *
     * @throws EvenkeelException if a configuration cannot be trained
     * @throws CancelledException if it was asked for
     */
    ThreadTime run(int threads) {
        ThreadTime time = new ThreadTime(threads, missing.size());
        try (Team team = Team.of(threads)) {
            team.run(missing.size(), 1, (from, to) -> train(next(threads), time));
        }
        time.end();
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        if (cancelled.getAsBoolean()) {
            throw new CancelledException("The comparison was stopped. What had ended is kept in " + kept.folder());
        }
        return time;
    }

    /** All that is kept, configuration by configuration and seed by seed. */
    List<List<Trial>> trials() {
        List<List<Trial>> trials = new ArrayList<>();
        for (int configuration = 0; configuration < comparison.configurations().size(); configuration++) {
            List<Trial> row = new ArrayList<>();
            for (long seed = 1; seed <= comparison.seeds(); seed++) {
                row.add(kept.find(new Place(configuration, seed)).orElseThrow());
            }
            trials.add(row);
        }
        return trials;
    }

    private synchronized Place next(int threads) {
        Place next = next(missing, place -> pace.seconds(place.configuration()), threads);
        missing.remove(next);
        return next;
    }

    /**
     * Seed by seed, so that what is there after an interruption are pairs; but a training that takes as long as a thread's
     * share of all that is left begins at once, or the other threads would wait for it in the end.
     */
    static Place next(List<Place> missing, ToDoubleFunction<Place> seconds, int threads) {
        Place first = missing.get(0);
        Place longest = first;
        double left = 0;
        for (Place place : missing) {
            left += seconds.applyAsDouble(place);
            longest = seconds.applyAsDouble(place) > seconds.applyAsDouble(longest) ? place : longest;
        }
        return seconds.applyAsDouble(longest) * threads >= left ? longest : first;
    }

    private void train(Place place, ThreadTime time) {
        if (isStopped()) {
            return;
        }
        Configuration configuration = comparison.configurations().get(place.configuration());
        Pace.Running running = pace.begin(place.configuration());
        long begin = System.nanoTime();
        try {
            Trainer trainer = comparison.trainer(place).cancelWhen(this::isStopped);
            Trial trial = new TrialTraining(comparison.metric(), running).run(trainer, learned, measured);
            time.trained(begin);
            kept.keep(place, trial);
            running.ended();
        } catch (CancelledException stopped) {
            // Said once for all when the others have stopped too.
            return;
        } catch (EvenkeelException problem) {
            failures.add(new EvenkeelException(configuration.name() + ": " + problem.getMessage(), problem));
        } catch (RuntimeException problem) {
            failures.add(problem);
        }
        time.free();
    }

    private boolean isStopped() {
        return !failures.isEmpty() || cancelled.getAsBoolean();
    }
}
