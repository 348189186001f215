package dev.evenkeel.comparison.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.comparison.network.Part.Convolution;
import dev.evenkeel.comparison.network.Part.Named;
import dev.evenkeel.comparison.network.Part.Normalization;
import dev.evenkeel.comparison.network.Part.Residual;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    @Test
    void foldingScalesTheRowsBeforeANormalizationAndShiftsByItsMean() {
        Weights weights = new Weights(
                List.of(
                        new Named("0", new Part.Dense(1, 2, 1, Part.Bias.WITHOUT)),
                        new Named("1", new Normalization(1)),
                        new Named("2", new Part.Rectifier())),
                Map.of(
                        "0.weight", new float[] {3, 5},
                        "1.weight", new float[] {2},
                        "1.bias", new float[] {7},
                        "1.running_mean", new float[] {10},
                        "1.running_var", new float[] {4 - 1e-5f}));
        Weights folded = weights.folded();
        assertThat(folded.parts())
                .containsExactly(
                        new Named("0", new Part.Dense(1, 2, 1, Part.Bias.WITH)), new Named("2", new Part.Rectifier()));
        assertThat(folded.get("0.weight")).containsExactly(3, 5);
        assertThat(folded.get("0.bias")).containsExactly(-3);
    }

    @Test
    void aWeightBehindAFlattenGoesToChannelsFirstAndBack() {
        Weights weights = Weights.draw(Architecture.CNN, 4);
        String last = weights.parts().size() - 1 + ".weight";
        float[] turned = weights.channelsFirst(last);
        assertThat(turned).isNotEqualTo(weights.get(last));
        assertThat(turned[1]).isEqualTo(weights.get(last)[4]);
        assertThat(weights.channelsLast(last, turned)).isEqualTo(weights.get(last));
    }

    /** He et al. count 0.27 million; the projections of two shortcuts add 2752. */
    @Test
    void theResidualNetworkHasTwentyLayersAndItsProjections() {
        Weights weights = Weights.draw(Architecture.RESNET20, Architecture.CHANNELS);
        int learned = weights.parameters().stream()
                .mapToInt(name -> weights.get(name).length)
                .sum();
        assertThat(learned).isEqualTo(269_722 + 2_752);
        assertThat(Part.flat(weights.parts()).filter(named -> named.part() instanceof Convolution))
                .hasSize(19 + 2);
    }

    @Test
    void foldingReachesIntoTheBlocks() {
        Weights folded =
                Weights.draw(Architecture.RESNET20, Architecture.CHANNELS).folded();
        assertThat(Part.flat(folded.parts())).noneMatch(named -> named.part() instanceof Normalization);
        assertThat(folded.parts())
                .filteredOn(named -> named.part() instanceof Residual residual
                        && !residual.shortcut().isEmpty())
                .extracting(Named::name)
                .containsExactly("layer2.0", "layer3.0");
        assertThat(folded.values()).containsKeys("layer1.2.conv2.bias", "layer3.0.downsample.0.bias");
    }
}
