package dev.evenkeel.drift;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a monitor finds beside recalibration, which gathers the same moments in another way, and beside closed forms. */
class DriftMonitorTest {
    private static final Shape IMAGE = Shape.of(6, 5, 3);
    private static final int ENOUGH = 3_000;

    @Test
    void onTheVeryExamplesBehindTheStatisticsNothingIsOff() {
        Dataset data = numbers(IMAGE, ENOUGH, 1, 1);
        DriftReport report = DriftMonitor.compare(model(branched()).recalibrate(data), data);
        assertThat(report.layers()).extracting(LayerDrift::layer).containsExactly("bn1", "bn2", "shortcutNorm", "last");
        assertThat(report.verdict()).isEqualTo(Verdict.STEADY);
        assertThat(report.layers()).allSatisfy(layer -> {
            assertThat(layer.shift()).isLessThan(1e-4);
            assertThat(layer.ratio()).isCloseTo(1, within(1e-3));
            assertThat(layer.examples()).isEqualTo(ENOUGH);
        });
    }

    @Test
    void paddedPositionsAndWhatIsNotFiniteAreLeftOut() {
        Dataset clean = sequences(Float.NaN, 0);
        Network network = Network.of(Shape.of(5, 2), conv(3, 1), batchNorm(), relu(), globalAveragePool(), linear(1));
        Model model = model(network).recalibrate(clean);
        assertThat(DriftMonitor.compare(model, clean).layers().get(0).shift()).isLessThan(1e-4);
        DriftReport mixed = DriftMonitor.compare(model, sequences(Float.NaN, 10));
        assertThat(mixed.notFinite()).isEqualTo(10);
        assertThat(mixed.examples()).isEqualTo(1_010);
        assertThat(mixed.layers().get(0).shift()).isLessThan(1e-4);
        assertThat(mixed.layers().get(0).examples()).isEqualTo(1_000);
    }

    @Test
    void whatWasDroppedWhileStatisticsWereGatheredIsDroppedHere() {
        Network network = Network.of(Shape.of(4), dropout(0.5f), batchNorm(), linear(1));
        Dataset data = numbers(Shape.of(4), 8_000, 1, 1);
        Model kept = model(network).recalibrate(data, Pooling.standard().keepingDropout(3));
        DriftReport report =
                DriftMonitor.compare(kept.withoutAttachment(Model.RECALIBRATION), numbers(Shape.of(4), 8_001, 1, 1));
        assertThat(report.verdict()).isEqualTo(Verdict.STEADY);
        assertThat(report.layers().get(0).ratio()).isCloseTo(1, within(0.05));
        Model off = model(network).recalibrate(data);
        assertThat(DriftMonitor.compare(off, data).layers().get(0).shift()).isLessThan(1e-4);
    }

    @Test
    void shiftAndRatioAreThoseOfTheData() {
        Model model = plain(3);
        DriftReport report = DriftMonitor.compare(model, numbers(Shape.of(3), 20_000, 0.3f, 2));
        LayerDrift layer = report.layers().get(0);
        assertThat(layer.shift()).isCloseTo(0.3, within(0.05));
        assertThat(layer.shiftError()).isCloseTo(2 / Math.sqrt(20_000), within(1e-3));
        assertThat(layer.ratio()).isCloseTo(4, within(0.15));
        assertThat(layer.verdict()).isEqualTo(Verdict.DRIFTING);
        assertThat(report.drifting()).containsExactly(layer);
    }

    @Test
    void positionsOfAnExampleAreNoEvidenceOfTheirOwn() {
        Model model = model(Network.of(Shape.of(50, 1), batchNorm(), globalAveragePool(), linear(1)));
        List<Example> alike = new ArrayList<>();
        Randomness random = new Randomness(5);
        for (int index = 0; index < 400; index++) {
            float[] input = new float[50];
            java.util.Arrays.fill(input, (float) random.nextGaussian());
            alike.add(Example.of(input, 0f));
        }
        LayerDrift layer = DriftMonitor.compare(model, Datasets.of(Shape.of(50, 1), Target.values(1), alike))
                .layers()
                .get(0);
        assertThat(layer.shiftError()).isCloseTo(1 / Math.sqrt(400), within(0.005));
    }

    @Test
    void fewExamplesBehindTheStatisticsAreReckonedWith() {
        Dataset few = numbers(Shape.of(2), 100, 1, 1);
        Model model = model(Network.of(Shape.of(2), batchNorm(), linear(1))).recalibrate(few);
        LayerDrift layer = DriftMonitor.compare(model, numbers(Shape.of(2), 10_000, 1, 1))
                .layers()
                .get(0);
        assertThat(layer.shiftError()).isCloseTo(Math.sqrt(1 / 100.0 + 1 / 10_000.0), within(0.02));
        assertThat(layer.verdict()).isNotEqualTo(Verdict.DRIFTING);
    }

    @Test
    void itLooksAtItsShareOfExamplesWhateverTheyComeIn() {
        Model model = plain(2);
        float[] inputs = new float[2 * 1_000];
        DriftMonitor whole = DriftMonitor.of(model, DriftSettings.standard().every(8));
        DriftMonitor parts = DriftMonitor.of(model, DriftSettings.standard().every(8));
        Randomness random = new Randomness(2);
        for (int index = 0; index < inputs.length; index++) {
            inputs[index] = (float) random.nextGaussian();
        }
        whole.observe(inputs, 0, 1_000);
        for (int from = 0; from < 1_000; from += 7) {
            parts.observe(inputs, 2 * from, Math.min(7, 1_000 - from));
        }
        assertThat(whole.report().examples()).isEqualTo(125);
        assertThat(whole.report().predicted()).isEqualTo(1_000);
        assertThat(parts.report()).isEqualTo(whole.report());
    }

    @Test
    void manyThreadsLoseNoExample() throws InterruptedException {
        DriftMonitor monitor =
                DriftMonitor.of(plain(2), DriftSettings.standard().every(3));
        float[] inputs = new float[2 * 30];
        for (int index = 0; index < inputs.length; index++) {
            inputs[index] = (index / 2) % 2 == 0 ? 1 : -1;
        }
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            threads.add(new Thread(() -> {
                for (int call = 0; call < 100; call++) {
                    monitor.observe(inputs, 0, 30);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(monitor.report().predicted()).isEqualTo(12_000);
        assertThat(monitor.report().examples()).isEqualTo(4_000);
        assertThat(monitor.report().layers().get(0).examples()).isEqualTo(4_000);
    }

    @Test
    void withoutStatisticsThereIsNothingToTell() {
        Model model = model(Network.of(Shape.of(2), linear(3), relu(), linear(1)));
        DriftMonitor monitor = DriftMonitor.of(model);
        monitor.observe(new float[] {1, 2}, 0, 1);
        assertThat(monitor.watchesAnything()).isFalse();
        assertThat(monitor.report()).isEqualTo(new DriftReport(Verdict.TOO_FEW_TO_TELL, 1, 0, 0, List.of()));
    }

    @Test
    void frozenStatisticsAreThoseOfOtherData() {
        Network network = Network.of(Shape.of(2), linear(3), batchNorm().frozenStatistics(), linear(1));
        assertThat(DriftMonitor.of(model(network)).watchesAnything()).isFalse();
        Network free = Network.of(Shape.of(2), linear(3), batchNorm(), linear(1));
        assertThat(DriftMonitor.of(model(free)).watchesAnything()).isTrue();
        assertThat(DriftMonitor.of(model(free.freeze("1", Frozen.STATISTICS))).watchesAnything())
                .isFalse();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        DriftMonitor monitor = DriftMonitor.of(plain(2));
        assertThatThrownBy(() -> monitor.observe(new float[3], 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 examples of 2 values");
        assertThatThrownBy(() -> monitor.observe(new float[4], 0, 2, new Mask(2, 7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("positions");
    }

    @Test
    void theReportAsJsonHoldsNoNumberThatIsNone() {
        DriftMonitor monitor =
                DriftMonitor.of(plain(2), DriftSettings.standard().every(1));
        assertThat(monitor.report().toJson().toString())
                .contains("\"verdict\":\"too few to tell\"")
                .doesNotContain("NaN");
        monitor.observe(new float[2 * 600], 0, 600);
        JsonObject layer =
                monitor.report().toJson().array("layers").elements().get(0).asObject();
        assertThat(layer.string("title")).isEqualTo("batchNorm '0'");
        assertThat(layer.number("ratio")).isCloseTo(0, within(1e-3));
        assertThat(layer.array("history").elements()).hasSize(2);
    }

    /** One that stores mean 0 and variance 1 of its inputs, and says nothing of where they are from. */
    private static Model plain(int features) {
        return model(Network.of(Shape.of(features), batchNorm(), linear(1)));
    }

    private static Network branched() {
        return Network.builder(IMAGE)
                .add("conv1", conv(4, 3).padding(1).withoutBias(), List.of(Network.INPUT))
                .add("bn1", batchNorm(), List.of("conv1"))
                .add("relu1", relu(), List.of("bn1"))
                .add("conv2", conv(8, 3).padding(1).stride(2).withoutBias(), List.of("relu1"))
                .add("bn2", batchNorm(), List.of("conv2"))
                .add("shortcut", conv(8, 1).stride(2).withoutBias(), List.of("relu1"))
                .add("shortcutNorm", batchNorm(), List.of("shortcut"))
                .add("sum", add(), List.of("bn2", "shortcutNorm"))
                .add("relu2", relu(), List.of("sum"))
                .add("pool", maxPool(2), List.of("relu2"))
                .add("flat", flatten(), List.of("pool"))
                .add("hidden", linear(6), List.of("flat"))
                .add("last", batchNorm(), List.of("hidden"))
                .add("out", linear(2), List.of("last"))
                .build();
    }

    static Model model(Network network) {
        TrainingProgram program = Compiler.compile(
                network, 4, new Compute(PreferredKernels.kernels(), Team.alone()), 5, layer -> TrainingMode.TRAIN);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, SampleCounts> counts = new LinkedHashMap<>();
        program.parameters()
                .forEach(slot ->
                        tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values())));
        program.statistics().forEach(slot -> {
            tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values()));
            counts.put(slot.layer(), SampleCounts.UNKNOWN);
        });
        return new Model(network, tensors, counts, Model.Output.plain(), JsonObject.of(), Map.of());
    }

    /** 1,000 sequences of 1 to 5 real positions, with some that are not finite among them. */
    private static Dataset sequences(float padding, int broken) {
        List<Example> examples = new ArrayList<>();
        Randomness random = new Randomness(3);
        for (int index = 0; index < 1_000; index++) {
            int length = 1 + random.nextInt(5);
            float[] input = new float[10];
            java.util.Arrays.fill(input, padding);
            for (int at = 0; at < 2 * length; at++) {
                input[at] = 2 + (float) random.nextGaussian();
            }
            examples.add(Example.of(input, 0f).withLength(length));
            if (index < broken) {
                examples.add(Example.of(new float[] {1, 2, Float.POSITIVE_INFINITY, 0, 0, 0, 0, 0, 0, 0}, 0f));
            }
        }
        return Datasets.of(Shape.of(5, 2), Target.values(1), examples);
    }

    private static Dataset numbers(Shape shape, int count, float mean, float deviation) {
        List<Example> examples = new ArrayList<>();
        Randomness random = new Randomness(count);
        for (int index = 0; index < count; index++) {
            float[] inputs = new float[shape.size()];
            for (int at = 0; at < inputs.length; at++) {
                inputs[at] = mean + deviation * (float) random.nextGaussian();
            }
            examples.add(Example.of(inputs, 0f));
        }
        return Datasets.of(shape, Target.values(1), examples);
    }
}
