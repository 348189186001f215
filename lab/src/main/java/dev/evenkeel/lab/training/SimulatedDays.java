package dev.evenkeel.lab.training;

import dev.evenkeel.drift.DriftMonitor;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.DriftSettings;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Map;

/** Made examples of 16 values, of which a model stores that their means are 0 and their variances 1, before a drift monitor. */
final class SimulatedDays {
    static final int CHANNELS = 16;
    private static final int BATCH = 64;
    private static final long POPULATION = 1_000_000_000;
    private static final double RARE = 0.02;

    /** How the values of an example are drawn. */
    enum Source {
        INDEPENDENT("independent values"),
        ALIKE("one value in all channels"),
        RARE_VALUES("0 but in 1 of 50 examples"),
        EDGE("one value, off by what does not count yet");

        final String words;

        Source(String words) {
            this.words = words;
        }
    }

    private SimulatedDays() {}

    /** The share of days of so many examples on which the monitor says drifting, though nothing drifts. */
    static double falseAlarms(Source source, int days, int examples, long seed) {
        int alarms = 0;
        for (int day = 0; day < days; day++) {
            DriftMonitor monitor = monitor();
            Randomness random = Randomness.of(seed, "day " + source, day);
            boolean alarm = false;
            for (int from = 0; from < examples && !alarm; from += BATCH) {
                feed(monitor, source, source == Source.EDGE ? 0.05 : 0, random);
                alarm = monitor.report().verdict() == Verdict.DRIFTING;
            }
            alarms += alarm ? 1 : 0;
        }
        return (double) alarms / days;
    }

    /** How many examples of so large a shift pass until the monitor says drifting; at most {@code most}. */
    static double untilFound(double shift, int most, long seed) {
        DriftMonitor monitor = monitor();
        Randomness random = Randomness.of(seed, "shift");
        int fed = 0;
        while (fed < most && monitor.report().verdict() != Verdict.DRIFTING) {
            feed(monitor, Source.INDEPENDENT, shift, random);
            fed += BATCH;
        }
        return fed;
    }

    private static void feed(DriftMonitor monitor, Source source, double shift, Randomness random) {
        float[] inputs = new float[BATCH * CHANNELS];
        for (int example = 0; example < BATCH; example++) {
            double common = source == Source.RARE_VALUES
                    ? ((random.nextDouble() < RARE ? 1 : 0) - RARE) / Math.sqrt(RARE * (1 - RARE))
                    : random.nextGaussian();
            for (int channel = 0; channel < CHANNELS; channel++) {
                double value = source == Source.INDEPENDENT ? random.nextGaussian() : common;
                inputs[example * CHANNELS + channel] = (float) (value + shift);
            }
        }
        monitor.observe(inputs, 0, BATCH);
    }

    private static DriftMonitor monitor() {
        Network network = Network.of(Shape.of(CHANNELS), Layers.batchNorm(), Layers.linear(1));
        float[] zeros = new float[CHANNELS];
        float[] ones = new float[CHANNELS];
        java.util.Arrays.fill(ones, 1);
        Shape shape = Shape.of(CHANNELS);
        Map<String, Tensor> tensors = Map.of(
                "0.weight", Tensor.of(shape, ones),
                "0.bias", Tensor.of(shape, zeros),
                "0.running_mean", Tensor.of(shape, zeros),
                "0.running_var", Tensor.of(shape, ones),
                "1.weight", Tensor.of(Shape.of(1, CHANNELS), ones),
                "1.bias", Tensor.of(Shape.of(1), new float[1]));
        Model model = new Model(
                        network,
                        tensors,
                        Map.of("0", SampleCounts.of(1, POPULATION)),
                        Model.Output.plain(),
                        JsonObject.of(),
                        Map.of())
                .with(new StatisticsOrigin(
                        StatisticsOrigin.Kind.POPULATION,
                        POPULATION,
                        POPULATION,
                        Pooling.DropoutRule.OFF,
                        Map.of("0", new StatisticsOrigin.Distance(0, 0))));
        return DriftMonitor.of(model, DriftSettings.standard().every(1));
    }
}
