package dev.evenkeel.lab.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final List<ComparisonProgress> told = new ArrayList<>();

    @Test
    void whatIsLeftIsSharedByTheThreads() {
        Pace pace = pace(2, 10, work(2, 50, 1));
        Pace.Running first = pace.begin(0);
        first.stepsEnded(10, 1.0);
        first.epochEnded(2.0);

        // 9 trainings of 100 steps and 2 measurements, and this one without 10 steps and 1 measurement.
        assertThat(latest().secondsLeft()).isCloseTo((9 * 14 + 9 + 2) / 2.0, within(1e-9));
        assertThat(latest().share()).isCloseTo(10 / 1000.0, within(1e-9));
    }

    @Test
    void oneThreadEndsTheLongestTraining() {
        Pace pace = pace(4, 1, work(1, 10, 1), work(1, 1000, 1));
        pace.begin(0).stepsEnded(5, 5);

        assertThat(latest().secondsLeft()).isCloseTo(1000, within(1e-9));
    }

    @Test
    void anArmThatWasNotTimedTakesAsLongAsItsWorkSays() {
        Pace pace = pace(1, 1, work(1, 10, 1), work(1, 10, 3));
        pace.begin(0).stepsEnded(10, 1);

        assertThat(pace.seconds(1)).isCloseTo(3, within(1e-9));
    }

    @Test
    void theLatestStepsCountMost() {
        Pace pace = pace(1, 1, work(1, 1000, 1));
        Pace.Running training = pace.begin(0);
        training.stepsEnded(1, 1);
        for (int window = 0; window < 10; window++) {
            training.stepsEnded(25, 0.25);
        }

        assertThat(pace.seconds(0)).isCloseTo(10, within(1.0));
    }

    @Test
    void whatWasTimedWhileTheProcessWarmedUpIsForgotten() {
        Queue<Boolean> warm = new ArrayDeque<>(List.of(false, false, false, true));
        Pace pace = new Pace(List.of(work(1, 1000, 1)), 1, 1, told::add, warm::remove);
        Pace.Running training = pace.begin(0);

        for (int window = 0; window < 3; window++) {
            training.stepsEnded(10, 100);
            assertThat(latest().secondsLeft()).isNaN();
        }
        training.stepsEnded(10, 1);
        assertThat(latest().secondsLeft()).isCloseTo(96, within(1e-9));
    }

    @Test
    void trainingsFollowSeedBySeedUntilOneIsAThreadsShare() {
        double[] seconds = {10, 1};
        List<Place> missing = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            missing.add(new Place(0, seed));
            missing.add(new Place(1, seed));
        }
        List<Place> order = new ArrayList<>();
        while (!missing.isEmpty()) {
            Place next = Trainings.next(missing, place -> seconds[place.configuration()], 2);
            missing.remove(next);
            order.add(next);
        }

        assertThat(order.stream().map(place -> place.configuration() + " " + place.seed()))
                .containsExactly("0 1", "1 1", "0 2", "0 3", "1 2", "1 3");
    }

    @Test
    void aTrainingThatDivergedLeavesNothing() {
        Pace pace = pace(1, 1, work(2, 10, 1));
        Pace.Running training = pace.begin(0);
        training.stepsEnded(3, 1);
        training.ended();

        assertThat(latest()).isEqualTo(new ComparisonProgress(1, 1, 1, 0));
    }

    private ComparisonProgress latest() {
        return told.get(told.size() - 1);
    }

    private Pace pace(int threads, int seeds, Workload... workloads) {
        return new Pace(List.of(workloads), seeds, threads, told::add, () -> true);
    }

    private static Workload work(int epochs, int stepsPerEpoch, double stepWeight) {
        return new Workload(epochs, stepsPerEpoch, stepWeight, 0);
    }
}
