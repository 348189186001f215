package dev.evenkeel.comparison.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    @Test
    void foldingScalesTheRowsBeforeANormalizationAndShiftsByItsMean() {
        Weights weights = new Weights(
                List.of(new Part.Dense(2, 1, Part.Bias.WITHOUT), new Part.Normalization(1), new Part.Rectifier()),
                Map.of(
                        "0.weight", new float[] {3, 5},
                        "1.weight", new float[] {2},
                        "1.bias", new float[] {7},
                        "1.running_mean", new float[] {10},
                        "1.running_var", new float[] {4 - 1e-5f}));
        Weights folded = weights.folded();
        assertThat(folded.parts()).containsExactly(new Part.Dense(2, 1, Part.Bias.WITH), new Part.Rectifier());
        assertThat(folded.get("0.weight")).containsExactly(3, 5);
        assertThat(folded.get("0.bias")).containsExactly(-3);
    }

    @Test
    void aWeightBehindAFlattenGoesToChannelsFirstAndBack() {
        Weights weights = Weights.draw(Architecture.CNN, 4);
        int last = weights.parts().size() - 1;
        float[] turned = weights.channelsFirst(last);
        assertThat(turned).isNotEqualTo(weights.get(last + ".weight"));
        assertThat(turned[1]).isEqualTo(weights.get(last + ".weight")[4]);
        assertThat(weights.channelsLast(last, turned)).isEqualTo(weights.get(last + ".weight"));
    }
}
