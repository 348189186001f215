package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.sigmoid;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.optimizer.Optimizers.adamW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.Parameter.Role;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.ParameterGroup;
import dev.evenkeel.train.update.ParameterGroups;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingRulesTest {
    @Test
    void aForgottenLossIsNamedWhereTargetsAreNumbers() {
        Dataset numbers = Datasets.of(Shape.of(2), new float[4][2], new float[4][2]);
        Trainer forgotten = Trainer.of(Network.of(Shape.of(2), linear(2))).epochs(1);

        assertThatThrownBy(() -> forgotten.fit(numbers))
                .hasMessageContaining("none was given")
                .hasMessageContaining("loss(meanSquaredError())");
        Dataset one = Datasets.of(Shape.of(2), new float[4][2], new float[4][1]);
        assertThatThrownBy(() -> Trainer.of(Network.of(Shape.of(2), linear(1)))
                        .loss(crossEntropy())
                        .fit(one))
                .hasMessageContaining("meanSquaredError() for numbers");
    }

    @Test
    void aNetworkThatEndsInProbabilitiesIsRefusedWhereTheLossMakesThemItself() {
        Dataset classes = Datasets.of(
                Shape.of(2),
                Target.classes(List.of("a", "b", "c")),
                List.of(Example.of(new float[2], 0), Example.of(new float[2], 1)));
        assertThatThrownBy(() -> Trainer.of(Network.of(Shape.of(2), linear(3), new Softmax()))
                        .loss(crossEntropy())
                        .fit(classes))
                .hasMessageContaining("softmax '1' makes probabilities at the network's end")
                .hasMessageContaining("Leave the layer out");
        Dataset labels = Datasets.of(Shape.of(2), new float[4][2], new float[4][1]);
        assertThatThrownBy(() -> Trainer.of(Network.of(Shape.of(2), linear(1), sigmoid()))
                        .loss(Losses.binaryCrossEntropy())
                        .fit(labels))
                .hasMessageContaining("makes probabilities at the network's end");
        assertThat(Trainer.of(Network.of(Shape.of(2), linear(1), sigmoid()))
                        .loss(Losses.meanSquaredError())
                        .epochs(1)
                        .fit(labels))
                .isNotNull();
    }

    @Test
    void longGradientsAreShortenedToTheNorm() {
        GradientClipping.ByNorm clipping = (GradientClipping.ByNorm) GradientClipping.byNorm(2);
        assertThat(clipping.factor(1.5)).isEqualTo(1);
        assertThat(clipping.factor(2)).isEqualTo(1);
        assertThat(clipping.factor(8)).isEqualTo(0.25);
        assertThat(clipping.settings()).hasToString("{\"name\":\"byNorm\",\"maximum\":2}");
    }

    @Test
    void boundsThatAreNotAboveZeroAreRefused() {
        assertThat(GradientClipping.none().settings()).hasToString("{\"name\":\"none\"}");
        assertThatThrownBy(() -> GradientClipping.byValue(0)).isInstanceOf(EvenkeelException.class);
        assertThatThrownBy(() -> GradientClipping.byNorm(Double.NaN)).isInstanceOf(EvenkeelException.class);
    }

    @Test
    void trainingStopsWhenThePatienceIsAtItsEnd() {
        EarlyStopping stopping = EarlyStopping.onLoss(2);
        EarlyStopping.Progress progress = stopping.begin();
        assertThat(stopping.stops(progress)).isFalse();
        progress = stopping.after(progress, 1.0);
        assertThat(progress.improved()).isTrue();
        progress = stopping.after(progress, 1.0);
        assertThat(progress.improved()).isFalse();
        assertThat(stopping.stops(progress)).isFalse();
        progress = stopping.after(progress, 0.9);
        assertThat(progress).isEqualTo(new EarlyStopping.Progress(3, 3, 0.9));
        progress = stopping.after(stopping.after(progress, Double.NaN), 0.95);
        assertThat(stopping.stops(progress)).isTrue();
        assertThat(EarlyStopping.Progress.of(progress.toDoubles())).isEqualTo(progress);
    }

    @Test
    void anImprovementMustExceedTheMinimum() {
        EarlyStopping stopping = EarlyStopping.on(Metrics.accuracy(), 1).minimumImprovement(0.125);
        EarlyStopping.Progress first = stopping.after(stopping.begin(), 0.5);
        assertThat(stopping.after(first, 0.625).improved()).isFalse();
        assertThat(stopping.after(first, 0.626).improved()).isTrue();
        assertThat(stopping.after(first, 0.25).improved()).isFalse();
        assertThat(stopping.settings())
                .hasToString(
                        "{\"measure\":\"accuracy\",\"better\":\"higher\",\"patience\":1,\"minimumImprovement\":0.125}");
    }

    @Test
    void aFirstEpochWithoutANumberIsNotTheBest() {
        EarlyStopping stopping = EarlyStopping.onLoss(1);
        EarlyStopping.Progress progress = stopping.after(stopping.begin(), Double.NaN);
        assertThat(progress.improved()).isFalse();
        assertThat(stopping.stops(progress)).isTrue();
        assertThat(stopping.after(progress, 3).improved()).isTrue();
        assertThatThrownBy(() -> EarlyStopping.onLoss(0)).hasMessageContaining("patience");
        assertThatThrownBy(() -> EarlyStopping.Progress.of(1, 2, 0)).hasMessageContaining("Is the checkpoint damaged?");
    }

    @ParameterizedTest
    @CsvSource({
        "layer1.*, layer1.0.weight, true",
        "layer1.*, layer10.weight, false",
        "*.bias, layer1.0.bias, true",
        "*.bias, layer1.0.bias2, false",
        "*bn*.weight, layer1.bn1.weight, true",
        "*bn*.weight, layer1.bn1.bias, false",
        "*, anything, true",
        "0.weight, 0.weight, true",
        "0.weight, 10.weight, false",
        "0.weight, 0xweight, false",
        "a*a, a, false",
        "a*b*c**, axxbyyc, true"
    })
    void patternsMatchWholeNames(String pattern, String name, boolean matches) {
        assertThat(ParameterGroup.matching(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void theFirstGroupThatMatchesDecides() {
        ParameterGroups groups = ParameterGroups.of(
                ParameterGroup.matching("0.*").learningRateFactor(0.1),
                ParameterGroup.matching("*.weight").weightDecay(0.5));
        assertThat(groups.groupOf("0.weight").learningRateFactor()).isEqualTo(0.1);
        assertThat(groups.groupOf("1.bias").learningRateFactor()).isEqualTo(1);
        assertThat(groups.weightDecay("0.weight", Role.WEIGHT, adamW(1))).isEqualTo(0.01f);
        assertThat(groups.weightDecay("1.weight", Role.WEIGHT, adamW(1))).isEqualTo(0.5f);
        assertThat(groups.weightDecay("1.weight", Role.NORMALIZATION, adamW(1))).isEqualTo(0.5f);
        assertThat(groups.groups().get(0).settings()).hasToString("{\"pattern\":\"0.*\",\"rateFactor\":0.1}");
        assertThat(groups.groups().get(1).settings())
                .hasToString("{\"pattern\":\"*.weight\",\"rateFactor\":1,\"decay\":0.5}");
    }

    @Test
    void biasesAndNormalizationDoNotDecayByDefault() {
        ParameterGroups none = ParameterGroups.of();
        assertThat((double) none.weightDecay("0.weight", Role.WEIGHT, adamW(1))).isCloseTo(0.01, within(1e-8));
        assertThat(none.weightDecay("0.bias", Role.BIAS, adamW(1))).isZero();
        assertThat(none.weightDecay("1.weight", Role.NORMALIZATION, adamW(1))).isZero();
    }

    @Test
    void groupsWithoutParametersAreRefused() {
        List<String> names = List.of("0.weight", "0.bias");
        ParameterGroups.of(ParameterGroup.matching("*.bias")).check(names);
        assertThatThrownBy(() ->
                        ParameterGroups.of(ParameterGroup.matching("0.wieght")).check(names))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("'0.wieght' matches none of the 2 parameters; did you mean '0.weight'?");
        assertThatThrownBy(() -> ParameterGroups.of(ParameterGroup.matching("*"), ParameterGroup.matching("0.bias"))
                        .check(names))
                .hasMessageContaining("put the narrower group first");
        assertThatThrownBy(() -> ParameterGroup.matching(" ")).hasMessageContaining("needs a pattern");
    }
}
