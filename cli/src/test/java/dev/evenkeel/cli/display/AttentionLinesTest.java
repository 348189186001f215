package dev.evenkeel.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.lab.report.AttentionHistory;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttentionLinesTest {
    private static final Distribution ZEROS =
            new Distribution(8, 0, 0, Collections.nCopies(Distribution.QUANTILES, 0.0));

    private final Network network = Network.of(
            Shape.of(4), IntStream.range(0, 9).mapToObj(index -> Layers.relu()).toArray(Layer[]::new));
    private final AttentionHistory attention = new AttentionHistory();
    private final AttentionLines lines = new AttentionLines(network, attention);

    /** A step in which so many ReLUs, from the input on, are dead. */
    private void observe(long step, int dead) {
        List<LayerObservation> layers = IntStream.range(0, 9)
                .mapToObj(index -> new LayerObservation(
                        Integer.toString(index),
                        ZEROS,
                        OptionalDouble.of(index < dead ? 0.75 : 0),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        List.of()))
                .toList();
        Observation observation = new Observation(step, 0.25, 0.1, OptionalDouble.of(0.5), layers);
        attention.add(observation);
        lines.add(observation);
    }

    @Test
    void whereNothingIsAmissThatIsSaid() {
        observe(1000, 0);

        assertThat(lines.standing())
                .containsExactly(
                        "step 1,000: loss 0.2500, by running statistics +0.5000 at step 1000", "all layers look well");
        assertThat(lines.changes()).isEmpty();
        assertThat(lines.atTheEnd()).isEqualTo("Watched in 1 step: all layers look well at the end\n");
    }

    @Test
    void underTheBarStandSixLinesAtMost() {
        observe(1, 6);
        assertThat(lines.standing()).hasSize(7).last().asString().startsWith("relu '5': 75 % of its channels");
        observe(2, 9);
        assertThat(lines.standing()).hasSize(7).last().isEqualTo("and 4 more");
    }

    @Test
    void aChangeIsToldOnceWithLayersAlikeInOneLine() {
        observe(1, 5);
        assertThat(lines.changes())
                .singleElement()
                .asString()
                .startsWith("step 1, needs attention: relu '0', '1', '2' and 2 more: 75 % of its channels are zero")
                .endsWith("[dead-channels]");
        observe(2, 5);
        assertThat(lines.changes()).isEmpty();
        observe(3, 3);
        observe(4, 3);
        assertThat(lines.changes()).containsExactly("step 4, looks well again: relu '3', '4' [dead-channels]");
        assertThat(lines.atTheEnd()).startsWith("Needs attention at the end:\n  relu '0', '1', '2': 75 %");
    }

    @Test
    void whatComesAndGoesIsToldSixTimes() {
        List<String> told = new ArrayList<>();
        for (int step = 1; step < 200; step++) {
            observe(step, step % 4 < 2 ? 1 : 0);
            told.addAll(lines.changes());
        }

        assertThat(told).hasSize(6).last().asString().endsWith("; from here on the report alone tells of this kind");
    }
}
