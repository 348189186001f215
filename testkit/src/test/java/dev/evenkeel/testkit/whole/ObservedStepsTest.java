package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.observe.Observation;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observing leaves a run as it is, and shows the same however it is run. */
class ObservedStepsTest {
    private static final int EPOCHS = 12;

    @TempDir
    private Path folder;

    @Test
    void anObservedRunWritesTheSameFile() {
        assertThat(trained(accumulating().observe(3, observation -> {}), "observed"))
                .isEqualTo(trained(accumulating(), "unobserved"));
    }

    @Test
    void oneAndTwoAndFiveThreadsShowTheSame() {
        List<Observation> one = observed(Runs.trainer(EPOCHS).threads(1));
        assertThat(one).hasSize(1 + 20 * EPOCHS / 3);
        assertThat(one)
                .filteredOn(observation -> observation.inferenceGap().isPresent())
                .extracting(Observation::step)
                .containsExactly(1L, 102L, 201L);
        assertThat(observed(Runs.trainer(EPOCHS).threads(2))).isEqualTo(one);
        assertThat(observed(Runs.trainer(EPOCHS).threads(5))).isEqualTo(one);
    }

    @Test
    void aResumedRunShowsTheSameFromWhereItGoesOn() {
        List<Observation> whole = observed(accumulating());
        List<Observation> cut = new ArrayList<>();
        int[] steps = {0};
        Trainer trainer = accumulating().checkpoints(folder).observe(3, cut::add);
        assertThatThrownBy(() -> trainer.cancelWhen(() -> ++steps[0] == 52).fit(Runs.data(400)))
                .isInstanceOf(CancelledException.class);
        assertThat(cut).hasSize(1 + 52 / 3);
        trainer.resume().fit(Runs.data(400));
        assertThat(cut).isEqualTo(whole);
    }

    private static Trainer accumulating() {
        return Runs.trainer(EPOCHS).accumulate(2);
    }

    private static List<Observation> observed(Trainer trainer) {
        List<Observation> observations = new ArrayList<>();
        trainer.observe(3, observations::add).fit(Runs.data(400));
        return observations;
    }

    private byte[] trained(Trainer trainer, String name) {
        Path file = folder.resolve(name + ".safetensors");
        trainer.fit(Runs.data(400)).write(file);
        return Runs.bytes(file);
    }
}
