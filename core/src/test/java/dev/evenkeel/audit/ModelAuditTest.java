package dev.evenkeel.audit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules about a model's numbers, its statistics and where it came from. */
class ModelAuditTest {
    private static final Network NETWORK =
            Network.of(Shape.of(4), linear(4).withoutBias(), batchNorm(), relu(), linear(2));
    private static final SampleCounts PLENTY = SampleCounts.of(1000, 32_000);

    @Test
    void aSoundModelHasNothingToReport() {
        assertThat(Audit.of(sound()).findings()).isEmpty();
    }

    @Test
    void valuesThatAreNotFiniteAreErrors() {
        assertThat(found("not-finite", changed("3.weight", 1, Float.NaN, 1, 1, 1, 1, 1, 1)))
                .containsExactly("ERROR linear '3': 1 value of its weight is infinite or not a number");
        assertThat(found("not-finite", sound())).isEmpty();
    }

    @Test
    void negativeVariancesAreErrors() {
        assertThat(found("negative-variance", changed("1.running_var", 1, -1, 1, 1)))
                .containsExactly("ERROR batchNorm '1': 1 of 4 channels have a negative variance");
        assertThat(found("negative-variance", sound())).isEmpty();
    }

    @Test
    void channelsThatHardlyVaryOrThatEpsilonDecidesAreToldApart() {
        Model model = changed("1.running_var", 0, 5e-5f, 1, 1);
        assertThat(found("constant-channels", model))
                .containsExactly("WARNING batchNorm '1': 1 of 4 channels hardly vary (variance below epsilon/100): they"
                        + " carry no information");
        assertThat(found("large-epsilon", model))
                .containsExactly("WARNING batchNorm '1': 1 of 4 channels have v/(v+epsilon) below 0.9: epsilon, not the"
                        + " data, decides their scale");
        assertThat(found("large-epsilon", changed("1.running_var", 1e-4f, 1, 1, 1)))
                .isEmpty();
    }

    @Test
    void gammaNearZeroIsDeadAndFarAboveTheOthersHuge() {
        assertThat(found("dead-channels", changed("1.weight", 0, 1, 1, 1)))
                .containsExactly("WARNING batchNorm '1': 1 of 4 channels are dead: their gamma is below a thousandth of"
                        + " the largest");
        assertThat(found("dead-channels", changed("1.weight", 0.01f, 1, 1, 1))).isEmpty();
        assertThat(found("huge-gamma", changed("1.weight", 1, 1, -25, 1)))
                .containsExactly(
                        "WARNING batchNorm '1': 1 of 4 channels have a gamma above 10 and ten times the median;"
                                + " the largest is 25.0");
        assertThat(found("huge-gamma", changed("1.weight", 1, 1, 9, 1))).isEmpty();
        assertThat(found("huge-gamma", changed("1.weight", 30, 30, 25, 30))).isEmpty();
    }

    @Test
    void betaFarBelowZeroSilencesAChannelBehindARelu() {
        assertThat(found("silent-channels", changed("1.bias", -4, 0, 4, 0)))
                .singleElement()
                .asString()
                .startsWith("WARNING batchNorm '1': 1 of 4 channels are silent");
        assertThat(found("silent-channels", changed("1.bias", -3, 0, 4, 0))).isEmpty();
        Network wide = Network.of(Shape.of(4), linear(32).withoutBias(), batchNorm(), relu(), linear(2));
        float[] few = new float[32];
        few[5] = -4;
        assertThat(found("silent-channels", with(model(wide, PLENTY), "1.bias", few)))
                .singleElement()
                .asString()
                .startsWith("NOTE batchNorm '1': 1 of 32 channels are silent");
        Network withoutRelu = Network.of(Shape.of(4), linear(4).withoutBias(), batchNorm(), linear(2));
        assertThat(found("silent-channels", with(model(withoutRelu, PLENTY), "1.bias", -4, 0, 4, 0)))
                .isEmpty();
    }

    @Test
    void statisticsThatWereNeverGatheredAreAnErrorAndUnknownOnesANote() {
        assertThat(found("never-gathered", model(NETWORK, SampleCounts.NONE)))
                .containsExactly("ERROR batchNorm '1': its running statistics were never gathered");
        assertThat(found("never-gathered", model(NETWORK, SampleCounts.UNKNOWN)))
                .isEmpty();
        Model initial = model(NETWORK, SampleCounts.UNKNOWN);
        assertThat(found("unknown-evidence", with(initial, "1.running_mean", 0, 0, 0.5f, 0)))
                .containsExactly("NOTE batchNorm '1': what stands behind its running statistics is unknown");
        assertThat(found("unknown-evidence", initial))
                .containsExactly("WARNING batchNorm '1': what stands behind its running statistics is unknown, and they"
                        + " are mean 0 and variance 1 in every channel, as before any batch");
        assertThat(found("unknown-evidence", sound())).isEmpty();
    }

    @Test
    void initialValuesCountUntilTheyWereReplaced() {
        Model early = model(NETWORK, SampleCounts.of(10, 1000));
        assertThat(found("initial-values", early))
                .containsExactly(
                        "WARNING batchNorm '1': 35 % of its running statistics are still their initial values");
        assertThat(found("initial-values", model(NETWORK, SampleCounts.of(44, 1000))))
                .isEmpty();
        assertThat(found("initial-values", early.recalibrate(data(1)))).isEmpty();
    }

    @Test
    void whatOthersCountedSaysNothingOfWhatTheyBeganWith() {
        assertThat(found("initial-values", model(NETWORK, new SampleCounts(OptionalLong.of(10), OptionalLong.empty()))))
                .containsExactly("NOTE batchNorm '1': 35 % of its running statistics are still their initial values, if"
                        + " they began as mean 0 and variance 1 with the 10 batches that its file counts");
    }

    @Test
    void initialValuesCountByHowFarTheyMoveAMean() {
        Model moved = with(model(NETWORK, SampleCounts.of(60, 6000)), "1.running_mean", 9982, 0.5f, 0, -3);
        assertThat(found("initial-values", with(moved, "1.running_var", 0.0118f, 1, 1, 1)))
                .containsExactly(
                        "WARNING batchNorm '1': 0.18 % of its running statistics are still their initial values:"
                                + " that moves the mean of 1 of 4 channels, by up to 180 deviations");
        assertThat(found("initial-values", with(moved, "1.running_mean", 10, 0.5f, 0, -3)))
                .isEmpty();
    }

    @Test
    void initialValuesCountByHowMuchLargerTheyMakeAVariance() {
        Model wide = with(model(NETWORK, SampleCounts.of(60, 6000)), "1.running_var", 0.0036f, 1, 5, 0.5f);
        assertThat(found("initial-values", wide))
                .containsExactly(
                        "WARNING batchNorm '1': 0.18 % of its running statistics are still their initial values:"
                                + " that makes the variance of 1 of 4 channels too large, by up to 2.0 times");
        Model constant = with(model(NETWORK, SampleCounts.of(60, 6000)), "1.running_var", 0.0017970f, 1, 1, 1);
        assertThat(found("initial-values", constant)).singleElement().asString().contains("by up to 1");
    }

    @Test
    void fewExamplesMakeUncertainVariances() {
        assertThat(found("few-examples", model(NETWORK, SampleCounts.of(500, 2000))))
                .containsExactly("WARNING batchNorm '1': only about 76 values per channel count in its running"
                        + " statistics: its variances may err by 16 %");
        assertThat(found("few-examples", model(NETWORK, SampleCounts.of(500, 4000))))
                .isEmpty();
    }

    @Test
    void statisticsThatStayedWhileWeightsLearnedAreStale() {
        Trainer trainer = Trainer.from(sound())
                .loss(Losses.meanSquaredError())
                .batchSize(32)
                .epochs(1)
                .threads(1);
        Model tuned = trainer.freezeStatistics("1").fit(data(1));
        assertThat(found("stale-statistics", tuned))
                .containsExactly("WARNING batchNorm '1': its running statistics stayed as they were while linear '0',"
                        + " which stands before it, learned");
        assertThat(found(
                        "stale-statistics",
                        trainer.freezeStatistics("1").freezeParameters("0").fit(data(1))))
                .isEmpty();
        assertThat(found("stale-statistics", trainer.fit(data(1)))).isEmpty();
        assertThat(found("stale-statistics", tuned.recalibrate(data(1)))).isEmpty();
    }

    @Test
    void trainingForgetsTheRecalibrationBeforeIt() {
        Model recalibrated = sound().recalibrate(data(1));
        Model further = Trainer.from(recalibrated)
                .loss(Losses.meanSquaredError())
                .batchSize(32)
                .epochs(1)
                .threads(1)
                .fit(data(1));
        assertThat(recalibrated.attachments()).containsKey(Model.RECALIBRATION);
        assertThat(further.attachments()).doesNotContainKey(Model.RECALIBRATION);
    }

    @Test
    void theCircumstancesOfAModelAreThoseOfItsTraining() {
        Model trained = Trainer.of(NETWORK)
                .loss(Losses.meanSquaredError())
                .batchSize(4)
                .accumulate(2)
                .epochs(1)
                .threads(1)
                .fit(data(1));
        assertThat(Audit.of(trained).circumstances())
                .isEqualTo(Circumstances.unknown().batchSize(4).examples(256).accumulation(2));
        assertThat(found("few-values", trained)).hasSize(1);
        assertThat(Audit.of(sound()).circumstances()).isEqualTo(Circumstances.unknown());
    }

    @Test
    void averagedWeightsNeedOtherStatistics() {
        Circumstances averaged = Circumstances.unknown().weights(Circumstances.Weights.AVERAGED);
        assertThat(Found.of(Audit.of(sound()).under(averaged), "averaged-weights"))
                .containsExactly("WARNING batchNorm '1': its running statistics were not gathered anew for the averaged"
                        + " weights");
        assertThat(Found.of(Audit.of(sound().recalibrate(data(1))).under(averaged), "averaged-weights"))
                .isEmpty();
        assertThat(found("averaged-weights", sound())).isEmpty();
    }

    @Test
    void statisticsFarFromTheDataAreFound() {
        Model model = sound().recalibrateAllAtOnce(data(1), 256);
        assertThat(Found.of(Audit.of(model).on(data(1)), "far-from-population")).isEmpty();
        assertThat(Found.of(Audit.of(model).on(data(3)), "far-from-population"))
                .containsExactly("WARNING batchNorm '1': 0 of 4 channels have a running mean more than half a deviation"
                        + " from that of the data, 4 a running variance that is not within a factor of 2");
        assertThat(found("far-from-population", model)).isEmpty();
    }

    @Test
    void statisticsOfTheDataThemselvesAreNotFarFromThemWhateverTheirTails() {
        Network deep =
                Network.of(Shape.of(4), linear(16), batchNorm(), relu(), linear(16), batchNorm(), relu(), linear(2));
        Dataset tailed = tailed();
        Model model = model(deep, PLENTY).recalibrate(tailed);
        assertThat(Found.of(Audit.of(model).on(tailed), "far-from-population")).isEmpty();
    }

    @Test
    void statisticsGatheredWhileDropoutDropsAreComparedWithSuch() {
        Network dropping =
                Network.of(Shape.of(4), linear(16), relu(), dropout(0.8), linear(16), batchNorm(), linear(2));
        Model model =
                model(dropping, PLENTY).recalibrate(data(1), Pooling.standard().keepingDropout(1));
        assertThat(Found.of(Audit.of(model).on(data(1)), "far-from-population")).isEmpty();
    }

    @Test
    void anImportInTrainingModeAndOtherConventionsAreTold() {
        JsonObject origin = JsonObject.of()
                .with("framework", "Keras")
                .with("batchStatistics", JsonArray.ofStrings(List.of("1")))
                .with(
                        "conventions",
                        JsonObject.of()
                                .with("newBatchWeight", 0.1f)
                                .with("epsilon", 1e-3f)
                                .with("estimator", "unbiased"));
        Model imported = from(origin, SampleCounts.UNKNOWN);
        assertThat(found("training-mode-import", imported))
                .containsExactly("WARNING batchNorm '1': the file normalises here by the statistics of each batch, this"
                        + " model by running ones");
        assertThat(found("training-mode-import", imported.recalibrate(data(1)))).isEmpty();
        assertThat(found("convention-mismatch", imported))
                .containsExactly("WARNING batchNorm '1': it has epsilon 1.0E-5 (Keras: 0.001)");
        JsonObject agreed = JsonObject.of()
                .with("framework", "PyTorch")
                .with(
                        "conventions",
                        JsonObject.of()
                                .with("newBatchWeight", 0.1f)
                                .with("epsilon", 1e-5f)
                                .with("estimator", "unbiased"));
        assertThat(Audit.of(from(agreed)).findings()).isEmpty();
        assertThat(found("convention-mismatch", from(origin.with("framework", "onnx"))))
                .isEmpty();
    }

    private static List<String> found(String rule, Model model) {
        return Found.of(Audit.of(model), rule);
    }

    private static Model from(JsonObject origin) {
        return from(origin, PLENTY);
    }

    private static Model from(JsonObject origin, SampleCounts sampleCounts) {
        return new Model(
                NETWORK,
                sound().tensors(),
                Map.of("1", sampleCounts),
                Model.Output.plain(),
                JsonObject.of().with("origin", origin),
                Map.of());
    }

    private static Model sound() {
        return model(NETWORK, PLENTY);
    }

    private static Model changed(String name, float... values) {
        return with(sound(), name, values);
    }

    private static Model with(Model model, String name, float... values) {
        return model.with(Map.of(name, Tensor.of(model.tensor(name).shape(), values)), Map.of());
    }

    private static Model model(Network network, SampleCounts sampleCounts) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Random random = new Random(5);
        for (Node node : network.nodes()) {
            boolean norm = !node.statistics().isEmpty();
            node.parameters().forEach(parameter -> {
                float[] values = new float[parameter.shape().size()];
                for (int index = 0; index < values.length; index++) {
                    values[index] = norm ? parameter.name().equals("weight") ? 1 : 0 : (float) random.nextGaussian();
                }
                tensors.put(node.name() + "." + parameter.name(), Tensor.of(parameter.shape(), values));
            });
            node.statistics()
                    .forEach(statistic -> tensors.put(
                            node.name() + "." + statistic.name(),
                            Tensor.filled(statistic.shape(), statistic.initial())));
        }
        return new Model(network, tensors, Map.of("1", sampleCounts), Model.Output.plain(), JsonObject.of(), Map.of());
    }

    /** Of 1,024 examples three lie a hundred times as far out. */
    private static Dataset tailed() {
        Random random = new Random(4);
        float[][] inputs = new float[1024][4];
        for (int row = 0; row < inputs.length; row++) {
            for (int index = 0; index < 4; index++) {
                inputs[row][index] = (float) ((row % 400 == 7 ? 100 : 1) * random.nextGaussian());
            }
        }
        return Datasets.of(Shape.of(4), inputs, new float[1024][2]);
    }

    private static Dataset data(double scale) {
        Random random = new Random(3);
        float[][] inputs = new float[256][4];
        for (float[] input : inputs) {
            for (int index = 0; index < input.length; index++) {
                input[index] = (float) (scale * random.nextGaussian());
            }
        }
        return Datasets.of(Shape.of(4), inputs, new float[256][2]);
    }
}
