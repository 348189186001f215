package dev.evenkeel.norm;

import static dev.evenkeel.layer.TrainingMode.TRAIN;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.rmsNorm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.layer.Parameter;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.program.FusionRules;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gamma without beta, and beta without gamma. */
class PartlyAffineTest {
    private static final Shape INPUT = Shape.of(3, 4);

    @Test
    void eachNormalizationLearnsWhatItsSettingsLeave() {
        for (Normalization norm : List.of(
                batchNorm(),
                batchRenorm(),
                layerNorm(),
                groupNorm(2),
                instanceNorm().withAffine())) {
            assertThat(learned(norm)).as(norm.typeName()).containsExactly("weight", "bias");
            assertThat(learned(norm.withoutScale())).as(norm.typeName()).containsExactly("bias");
            assertThat(learned(norm.withoutBias())).as(norm.typeName()).containsExactly("weight");
            assertThat(learned(norm.withoutBias().withoutScale()))
                    .as(norm.typeName())
                    .isEmpty();
            assertThat(learned(norm.with(Affine.SHIFT_ONLY)))
                    .as(norm.typeName())
                    .containsExactly("bias");
        }
        assertThat(learned(rmsNorm())).containsExactly("weight");
        assertThat(learned(rmsNorm().withoutBias())).containsExactly("weight");
        assertThat(learned(rmsNorm().withoutScale())).isEmpty();
    }

    @Test
    void aBatchNormTakesMomentsOfWholeBatchesThatItFollows() {
        assertThat(FusionRules.handsMoments(linear(4), batchNorm(), TRAIN)).isTrue();
        assertThat(FusionRules.handsMoments(linear(4), batchNorm().ghostSize(4), TRAIN))
                .isFalse();
        assertThat(FusionRules.handsMoments(linear(4), batchNorm().frozenStatistics(), TRAIN))
                .isFalse();
        assertThat(FusionRules.handsMoments(linear(4), batchNorm(), TRAIN.withFrozenStatistics()))
                .isFalse();
    }

    private static List<String> learned(Normalization norm) {
        return norm.parameters(INPUT).stream().map(Parameter::name).toList();
    }
}
