package dev.evenkeel.sequence;

import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.lstm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.Json;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recurrent cells that normalise: steps, their bound, padding, and what is refused. */
class NormalizedCellTest {
    private static final int POSITIONS = 6;
    private static final int CHANNELS = 2;

    private static Dataset sequences(int... lengths) {
        Randomness random = Randomness.of(5, "sequences");
        List<Example> examples = new ArrayList<>();
        for (int length : lengths) {
            float[] values = new float[POSITIONS * CHANNELS];
            for (int index = 0; index < length * CHANNELS; index++) {
                values[index] = (float) random.nextGaussian();
            }
            examples.add(new Example(values, new float[] {(float) random.nextGaussian()}, 1, length));
        }
        return Datasets.of(Shape.of(POSITIONS, CHANNELS), Target.values(1), examples);
    }

    private static Network network(Recurrent cell) {
        return Network.of(Shape.of(POSITIONS, CHANNELS), cell, new SequencePool(SequencePool.Kind.LAST), linear(1));
    }

    private static Model fit(Network network, int epochs, int... lengths) {
        return Trainer.of(network)
                .loss(Losses.meanSquaredError())
                .batchSize(lengths.length)
                .epochs(epochs)
                .fit(sequences(lengths));
    }

    private static float[] input() {
        float[] input = new float[POSITIONS * CHANNELS];
        for (int index = 0; index < input.length; index++) {
            input[index] = (float) Math.sin(index);
        }
        return input;
    }

    static Stream<Recurrent> cells() {
        Recurrent.Direction both = Recurrent.Direction.BIDIRECTIONAL;
        return Stream.of(
                lstm(5).normalization(CellNormalization.batch(4)),
                lstm(5).normalization(CellNormalization.batch(4)).direction(both),
                gru(5).normalization(CellNormalization.batch(9)).direction(both),
                lstm(5).normalization(CellNormalization.layer()).direction(both),
                gru(5).normalization(CellNormalization.layer()));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceGivesTheSameBitsAloneAndInABatchWhateverStandsInItsPadding(Recurrent cell) {
        Predictor predictor = fit(network(cell), 3, 6, 4, 3, 5).freeze();
        int size = POSITIONS * CHANNELS;
        float[] inputs = new float[3 * size];
        Randomness random = Randomness.of(8, "inputs");
        for (int index = 0; index < inputs.length; index++) {
            inputs[index] = (float) random.nextGaussian();
        }
        int[] lengths = {3, 6, 1};
        Mask mask = new Mask(3, POSITIONS);
        for (int example = 0; example < 3; example++) {
            mask.truncate(example, lengths[example]);
            Arrays.fill(inputs, (example * POSITIONS + lengths[example]) * CHANNELS, (example + 1) * size, Float.NaN);
        }
        float[] together = new float[3];
        predictor.predict(inputs, 0, 3, together, 0, mask);
        for (int example = 0; example < 3; example++) {
            Mask own = new Mask(1, POSITIONS);
            own.truncate(0, lengths[example]);
            float[] alone = new float[1];
            float[] input = Arrays.copyOfRange(inputs, example * size, (example + 1) * size);
            Arrays.fill(input, lengths[example] * CHANNELS, size, 1e30f);
            predictor.predict(input, 0, 1, alone, 0, own);
            assertThat(alone[0]).isEqualTo(together[example]).isFinite();
        }
    }

    @Test
    void gammaOfABatchBeginsAtATenthAsInThePaper() {
        assertThat(CellNormalization.batch(3).initialGamma()).isEqualTo(0.1f);
        assertThat(CellNormalization.layer().initialGamma()).isEqualTo(1f);
    }

    @Test
    void statisticsAreApartForEachStepUpToTheBound() {
        Model model = fit(network(lstm(3).normalization(CellNormalization.batch(4))), 1, 6, 6, 6);
        assertThat(model.tensor("0.norm_hh_l0.running_mean").shape()).isEqualTo(Shape.of(4, 12));
        assertThat(model.tensor("0.norm_c_l0.running_var").shape()).isEqualTo(Shape.of(4, 3));
        assertThat(model.tensor("0.steps_tracked_l0").toArray()).containsExactly(4f);
        float[] means = model.tensor("0.norm_ih_l0.running_mean").toArray();
        assertThat(Arrays.copyOfRange(means, 0, 12)).isNotEqualTo(Arrays.copyOfRange(means, 12, 24));
        float[] states = model.tensor("0.norm_hh_l0.running_mean").toArray();
        assertThat(Arrays.copyOfRange(states, 0, 12)).containsOnly(0f);
        assertThat(Arrays.copyOfRange(states, 12, 24)).doesNotContain(0f);
    }

    @Test
    void stepsThatTrainingNeverSawGoByTheLastThatItSaw() {
        Model model = fit(network(lstm(3).normalization(CellNormalization.batch(5))), 1, 6, 3, 3);
        assertThat(model.tensor("0.steps_tracked_l0").toArray()).containsExactly(3f);
        float[] variances = model.tensor("0.norm_ih_l0.running_var").toArray();
        assertThat(Arrays.copyOfRange(variances, 36, 60)).containsOnly(1f);
        Predictor predictor = model.freeze();
        float[] inputs = input();
        float[] before = predictor.predict(inputs);
        Arrays.fill(variances, 36, 60, 123f);
        Model other = model.with(Map.of("0.norm_ih_l0.running_var", Tensor.of(Shape.of(5, 12), variances)), Map.of());
        assertThat(other.freeze().predict(inputs)).isEqualTo(before);
    }

    @Test
    void aBatchOfOneSequenceIsRefused() {
        assertThatThrownBy(() -> fit(network(gru(3).normalization(CellNormalization.batch(4))), 1, 6))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("'0' cannot learn from 1 sequence")
                .hasMessageContaining("batches of at least 2");
    }

    @Test
    void recalibrationSaysWhatItCannotPool() {
        Network network = network(lstm(3).normalization(CellNormalization.batch(4)));
        Model model = fit(network, 1, 6, 5, 4);
        assertThatThrownBy(() -> model.recalibrate(sequences(6, 5)))
                .hasMessageContaining("lstm '0' cannot be recalibrated")
                .hasMessageContaining("each time step");
        Model frozen = model.with(network.freeze("0", Frozen.STATISTICS));
        assertThat(frozen.recalibrate(sequences(6, 5)).tensors()).isEqualTo(frozen.tensors());
        Model layer = fit(network(lstm(3).normalization(CellNormalization.layer())), 1, 6, 5, 4);
        assertThat(layer.recalibrate(sequences(6, 5)).network()).isEqualTo(layer.network());
    }

    @Test
    void descriptionsSayWhatCellsNormaliseBy() {
        for (Recurrent cell : cells().toList()) {
            assertThat(NetworkJson.read(NetworkJson.write(network(cell)))).isEqualTo(network(cell));
        }
        assertThat(read("{\"lstm\": {\"hidden\": 3, \"normalization\": {\"batch\": 7}}}"))
                .isEqualTo(lstm(3).normalization(CellNormalization.batch(7)));
        assertThat(read("{\"gru\": {\"hidden\": 3, \"normalization\": \"layer\"}}"))
                .isEqualTo(gru(3).normalization(CellNormalization.layer()));
        assertThatThrownBy(() -> read("{\"gru\": {\"hidden\": 3, \"normalization\": \"batch\"}}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("maxSteps");
        assertThatThrownBy(() -> read("{\"gru\": {\"hidden\": 3, \"normalization\": \"group\"}}"))
                .hasMessageContaining("'layer' or {batch: {maxSteps: 100}}, but got 'group'");
        assertThatThrownBy(() -> gru(3).reset(Gru.Reset.BEFORE).normalization(CellNormalization.layer()))
                .hasMessageContaining("reset after the product");
    }

    private static Object read(String layer) {
        return NetworkJson.read(Json.parse("{\"input\": [4, 2], \"layers\": [" + layer + "]}"))
                .last()
                .layer();
    }

    @Test
    void layersBehindEachOtherWithDropoutBetweenThemTrain() {
        Network stack = Network.of(
                Shape.of(POSITIONS, CHANNELS),
                lstm(4).direction(Recurrent.Direction.BIDIRECTIONAL).normalization(CellNormalization.layer()),
                Layers.dropout(0.2),
                lstm(4).direction(Recurrent.Direction.BIDIRECTIONAL).normalization(CellNormalization.batch(6)),
                new SequencePool(SequencePool.Kind.MEAN),
                linear(1));
        assertThat(fit(stack, 3, 6, 4, 3, 5).freeze().predict(input())[0]).isFinite();
    }
}
