package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InsideNetworkTest {
    private static <T extends Block> List<T> all(InsideNetwork inside, Class<T> kind) {
        return inside.blocks("./evenkeel train").stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static Block.Lines lines(InsideNetwork inside, String title) {
        return all(inside, Block.Lines.class).stream()
                .filter(chart -> chart.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ofManyLayersEightAreDrawnTheFirstAndTheLastAmongThem() {
        InsideNetwork inside = WatchedRuns.ofBlocks(3);

        assertThat(all(inside, Block.Bands.class))
                .extracting(Block.Bands::title)
                .hasSize(8 + 2)
                .contains("Output of linear '0'", "Output of linear '12'")
                .contains("Mean of the batch against the running mean");
        assertThat(all(inside, Block.Text.class))
                .anySatisfy(text -> assertThat(text.text())
                        .startsWith("The outputs of 8 of 13 layers, the first, the last and some evenly between,"));
    }

    @Test
    void aBandIsThePercentilesOfALayerOverTheSteps() {
        Block.Band band =
                all(WatchedRuns.ofBlocks(3), Block.Bands.class).get(0).bands().get(0);

        assertThat(band.x()).containsExactly(1.0, 2.0, 3.0);
        assertThat(band.lower().get(0)).isLessThan(band.middle().get(0));
        assertThat(band.middle().get(0)).isLessThan(band.upper().get(0));
    }

    @Test
    void normalizationsAreComparedWithTheirRunningStatistics() {
        InsideNetwork inside = WatchedRuns.ofBlocks(3);

        assertThat(all(inside, Block.Bands.class).get(8).bands())
                .extracting(Block.Band::name)
                .containsExactly("batchNorm '1'", "batchNorm '4'", "batchNorm '7'", "batchNorm '10'");
        assertThat(lines(inside, "Loss of the same batch by both statistics").series())
                .extracting(Block.Series::name)
                .containsExactly("by the batch's statistics", "by running statistics");
    }

    @Test
    void gradientsRunFromTheInputToTheOutputAtFiveSteps() {
        InsideNetwork inside = WatchedRuns.ofBlocks(9);
        Block.Lines flow = lines(inside, "Gradient norm of the weights by depth");

        assertThat(flow.y().scale()).isEqualTo(Block.Scale.LOGARITHMIC);
        assertThat(flow.series())
                .extracting(Block.Series::name)
                .containsExactly("step 1", "step 3", "step 5", "step 7", "step 9");
        assertThat(flow.series().get(0).x()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
        assertThat(all(inside, Block.Text.class))
                .anySatisfy(text -> assertThat(text.text())
                        .contains("depth 5: 1 linear '0', 2 linear '3', 3 linear '6', 4 linear '9', 5 linear '12'."));
        assertThat(lines(inside, "Update of the weights against their norm").series())
                .extracting(Block.Series::name)
                .containsExactly("linear '0'", "linear '3'", "linear '6'", "linear '9'", "linear '12'");
    }

    @Test
    void linesOfManyObservationsAreThinnedOut() {
        InsideNetwork inside = WatchedRuns.ofBlocks(450);

        assertThat(((Block.Text) inside.blocks("").get(0)).text())
                .isEqualTo("Seen in 450 observations, from step 1 to step 450. Lines show 200 of them, evenly spread.");
        List<Double> x = all(inside, Block.Bands.class).get(0).bands().get(0).x();
        assertThat(x).hasSize(200).startsWith(1.0).endsWith(450.0).isSorted();
    }

    @Test
    void whatNeededAttentionIsATableAndASentence() {
        InsideNetwork inside = WatchedRuns.ofDeepSigmoids(3);

        Block.Table table = all(inside, Block.Table.class).get(0);
        assertThat(table.rows())
                .singleElement()
                .satisfies(row -> assertThat(row).startsWith("linear '0'", "vanishing-gradients", "1", "3"));
        assertThat(inside.summary())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("At step 3 linear '0' needed attention: its gradient is ")
                        .endsWith("."));
        assertThat(all(inside, Block.Bands.class)).hasSize(8);
    }

    @Test
    void whereNothingNeededAttentionItIsSaidWhatWasLookedFor() {
        InsideNetwork inside = WatchedRuns.ofBlocks(3);

        assertThat(inside.summary()).isEmpty();
        assertThat(all(inside, Block.Text.class))
                .anySatisfy(text -> assertThat(text.text())
                        .startsWith("No layer needed attention.")
                        .contains("vanishing-gradients"));
    }
}
